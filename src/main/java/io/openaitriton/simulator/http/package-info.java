/** Triton's HTTP endpoints: framing, the timing of tokens, faults on demand, and scripts. Internal. */
package io.openaitriton.simulator.http;
