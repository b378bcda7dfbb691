/** Embedding models: for texts, for tokens, and of vLLM's backend. */
package io.openaitriton.simulator.embedding;
