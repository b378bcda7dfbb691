/**
 * Tensors on Triton's wire: what a model declares, and requests and answers of {@code infer} with the binary tensor data
 * extension. Does not know the meaning of the tensors.
 */
package io.openaitriton.triton.tensor;
