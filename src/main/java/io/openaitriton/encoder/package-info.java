/**
 * Models that encode texts, as Triton serves them: how texts or tokens become tensors, in which batches, and how an answer's
 * tensor becomes a vector for each text. Embedding models give vectors; cross-encoders give scores, which are vectors of one
 * number. Knows neither Camel nor HTTP.
 */
package io.openaitriton.encoder;
