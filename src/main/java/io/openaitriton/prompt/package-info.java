/**
 * A model's prompt: its chat template, the template's source, and the steps around rendering, as in transformers and vLLM. The
 * template language itself is in {@code io.openaitriton.template}.
 */
package io.openaitriton.prompt;
