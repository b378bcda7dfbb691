/**
 * A model's prompt: its chat template, where that comes from, and what surrounds a rendering as transformers and vLLM do
 * it. The template language itself is in {@code io.openaitriton.template}.
 */
package io.openaitriton.prompt;
