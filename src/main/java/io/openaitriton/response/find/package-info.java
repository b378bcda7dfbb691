/** Finds the format of a model's tool calls and reasoning from its chat template. */
package io.openaitriton.response.find;
