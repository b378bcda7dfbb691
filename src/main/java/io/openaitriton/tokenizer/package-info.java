/**
 * Counts tokens with a model's own {@code tokenizer.json}, for backends that do not. Depends on nothing of the project; the
 * byte pair encoding is jtokkit's.
 */
package io.openaitriton.tokenizer;
