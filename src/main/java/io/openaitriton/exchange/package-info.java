/** What all steps may use of a request: the names of its exchange properties, and its observation. */
package io.openaitriton.exchange;
