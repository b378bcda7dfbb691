/** Checks before a request goes on: its API key, the limits of the key, and the queue of the model. */
package io.openaitriton.admission;
