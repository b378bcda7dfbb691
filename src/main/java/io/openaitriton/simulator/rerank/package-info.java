/** Cross-encoders: the score of a pair is the share of the query's words, or tokens, that the document has. */
package io.openaitriton.simulator.rerank;
