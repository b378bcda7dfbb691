/** The engine of a simulated replica: its KV cache, and how long it takes to compute a prompt. Knows no clock. Internal. */
package io.openaitriton.simulator.engine;
