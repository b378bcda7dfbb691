/** Requests to Triton other than generations: the readiness of a model, its configuration, and so its dialect. */
package io.openaitriton.lookup;
