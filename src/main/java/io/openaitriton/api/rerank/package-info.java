/** {@code POST /v1/rerank} and {@code POST /v1/score}: pairs of texts that a cross-encoder scores. */
package io.openaitriton.api.rerank;
