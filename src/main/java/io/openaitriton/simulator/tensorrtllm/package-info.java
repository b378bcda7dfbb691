/** TensorRT-LLM's ensemble and its BLS model, which share the inflight batcher. Internal. */
package io.openaitriton.simulator.tensorrtllm;
