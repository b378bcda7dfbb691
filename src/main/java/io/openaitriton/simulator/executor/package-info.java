/** TensorRT-LLM's executor: its inflight batcher and its LLM API both run on it. Internal. */
package io.openaitriton.simulator.executor;
