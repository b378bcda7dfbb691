/**
 * Reads what a model writes in addition to plain text: tool calls, reasoning, and the marks around them. The inverse of a chat
 * template: a {@link
 * io.openaitriton.response.ResponseTemplate} describes a family of models, a {@link io.openaitriton.response.ResponseParser} reads one answer as it comes. Depends on
 * nothing but Jackson.
 */
package io.openaitriton.response;
