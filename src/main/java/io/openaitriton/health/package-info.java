/** Whether models are ready, and the meters of models and replicas. */
package io.openaitriton.health;
