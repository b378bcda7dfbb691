/** Conversations to prompts. Plain Java, depends on nothing. */
package io.openaitriton.template;
