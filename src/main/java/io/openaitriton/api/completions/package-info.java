/** {@code POST /v1/completions}: its records, how each of its prompts becomes a generation, and how events become its answer. */
package io.openaitriton.api.completions;
