/**
 * Makes the tokens that a model takes of texts, with the model's own {@code tokenizer.json}. Depends on nothing of the project.
 *
 */
package io.openaitriton.tokenizer;
