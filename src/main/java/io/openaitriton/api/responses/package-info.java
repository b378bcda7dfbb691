/** {@code POST /v1/responses}: its records, how its input becomes a chat, and how events become its answer. Source: OpenAI API reference, "Responses". */
package io.openaitriton.api.responses;
