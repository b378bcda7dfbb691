/**
 * Tensors on Triton's wire: what a model declares, and requests and answers of {@code infer} with the binary tensor data extension. Knows nothing of what the
 * tensors mean.
 */
package io.openaitriton.triton.tensor;
