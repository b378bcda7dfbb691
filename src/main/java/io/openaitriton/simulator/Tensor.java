package io.openaitriton.simulator;

import java.util.List;

/**
 * An input or output of the vLLM backend's models.
 *
 * @param name name, as in requests and answers
 * @param datatype BYTES, BOOL, FP32 or UINT32
 * @param dim its only dimension, -1 for any number of elements
 */
record Tensor(String name, String datatype, int dim) {
    static final List<Tensor> INPUTS = List.of(
            new Tensor("text_input", "BYTES", 1),
            new Tensor("image", "BYTES", -1),
            new Tensor("stream", "BOOL", 1),
            new Tensor("sampling_parameters", "BYTES", 1),
            new Tensor("exclude_input_in_output", "BOOL", 1),
            new Tensor("return_finish_reason", "BOOL", 1),
            new Tensor("return_cumulative_logprob", "BOOL", 1),
            new Tensor("return_logprobs", "BOOL", 1),
            new Tensor("return_num_input_tokens", "BOOL", 1),
            new Tensor("return_num_output_tokens", "BOOL", 1),
            new Tensor("embedding_request", "BYTES", 1));

    static final List<Tensor> OUTPUTS = List.of(
            new Tensor("text_output", "BYTES", -1),
            new Tensor("finish_reason", "BYTES", -1),
            new Tensor("cumulative_logprob", "FP32", -1),
            new Tensor("logprobs", "BYTES", -1),
            new Tensor("num_input_tokens", "UINT32", 1),
            new Tensor("num_output_tokens", "UINT32", -1));

    /** The input of that name, or null. */
    static Tensor input(String name) {
        for (Tensor input : INPUTS) {
            if (input.name.equals(name)) {
                return input;
            }
        }
        return null;
    }
}
