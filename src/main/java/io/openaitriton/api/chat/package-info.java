/** {@code POST /v1/chat/completions}: its records, how a request becomes a generation, and how events become its answer. */
package io.openaitriton.api.chat;
