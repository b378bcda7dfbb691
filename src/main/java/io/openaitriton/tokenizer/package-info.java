/**
 * Turns texts into a model's tokens, with the model's own {@code tokenizer.json}. Depends on nothing of the project.
 *
 */
package io.openaitriton.tokenizer;
