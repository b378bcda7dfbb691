/** Models of embeddings: such as take texts, such as take tokens, and those of vLLM's backend. */
package io.openaitriton.simulator.embedding;
