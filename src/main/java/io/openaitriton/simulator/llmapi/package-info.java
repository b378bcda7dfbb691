/** The Python model around TensorRT-LLM's LLM API. Internal. */
package io.openaitriton.simulator.llmapi;
