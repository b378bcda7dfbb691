/**
 * Turns a backend's answer into the events of a generation, stage by stage: delta, echo, stop, answer. Push-style and free of
 * threads: a blocking loop and
 * an asynchronous handler can both drive it.
 */
package io.openaitriton.output;
