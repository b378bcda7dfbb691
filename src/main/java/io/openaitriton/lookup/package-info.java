/** What is asked of a Triton beside generations: whether a model is ready, its configuration, and so its dialect. */
package io.openaitriton.lookup;
