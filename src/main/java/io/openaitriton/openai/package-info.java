/** The OpenAI wire as records: what clients send and what they are answered. Depends on nothing of the project. */
package io.openaitriton.openai;
