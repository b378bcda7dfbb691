/** Triton's vLLM backend. Internal. */
package io.openaitriton.simulator.vllm;
