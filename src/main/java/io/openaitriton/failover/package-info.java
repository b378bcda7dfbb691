/** The calls of a model with several replicas: which replica is first, and which is next after a failure. */
package io.openaitriton.failover;
