/** Anthropic's Messages API: its requests, how each becomes a chat request, and how the events of a generation become its answer. */
package io.openaitriton.api.messages;
