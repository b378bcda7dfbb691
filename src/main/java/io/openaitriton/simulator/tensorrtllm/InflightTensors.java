package io.openaitriton.simulator.tensorrtllm;

import io.openaitriton.simulator.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Inputs and outputs of TensorRT-LLM's ensemble and of its BLS model, which knows a few more. */
final class InflightTensors {
    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> LIST = List.of(-1);
    private static final List<Integer> MATRIX = List.of(-1, -1);
    private static final List<Integer> PICTURES = List.of(-1, -1, -1, -1);

    static final List<Tensor> OUTPUTS = List.of(
            Tensor.of("text_output", "BYTES", -1),
            Tensor.of("cum_log_probs", "FP32", -1),
            Tensor.of("output_log_probs", "FP32", -1, -1),
            Tensor.of("context_logits", "FP32", -1, -1),
            Tensor.of("generation_logits", "FP32", -1, -1, -1),
            Tensor.of("batch_index", "INT32", 1),
            Tensor.of("sequence_index", "INT32", 1),
            Tensor.of("num_input_tokens", "INT32", 1),
            Tensor.of("num_output_tokens", "INT32", 1));

    private InflightTensors() {}

    /** @param old whether min_tokens and seed have the names they had up to 0.18, when no tokens were counted */
    static List<Tensor> inputs(boolean old) {
        List<Tensor> inputs = new ArrayList<>(List.of(Tensor.of("text_input", "BYTES", 1)));
        inputs.addAll(Tensor.optional("BYTES", ONE, "decoder_text_input"));
        inputs.add(Tensor.of("max_tokens", "INT32", 1));
        inputs.addAll(Tensor.optional("INT32", ONE, "num_return_sequences"));
        inputs.addAll(Tensor.optional("BYTES", LIST, "bad_words", "stop_words"));
        inputs.addAll(Tensor.optional("BOOL", ONE, "exclude_input_in_output"));
        inputs.addAll(Tensor.optional("INT32", ONE, "end_id", "pad_id", "top_k"));
        inputs.addAll(Tensor.optional("FP32", ONE, "top_p", "temperature", "length_penalty", "repetition_penalty"));
        inputs.addAll(Tensor.optional("INT32", ONE, old ? "min_length" : "min_tokens"));
        inputs.addAll(Tensor.optional("FP32", ONE, "presence_penalty", "frequency_penalty"));
        inputs.addAll(Tensor.optional("UINT64", ONE, old ? "random_seed" : "seed"));
        inputs.addAll(Tensor.optional(
                "BOOL",
                ONE,
                "return_log_probs",
                "return_context_logits",
                "return_generation_logits",
                "return_perf_metrics"));
        if (!old) {
            inputs.addAll(Tensor.optional("BOOL", ONE, "return_num_input_tokens", "return_num_output_tokens"));
        }
        inputs.addAll(Tensor.optional("INT32", ONE, "beam_width"));
        inputs.addAll(Tensor.optional("BOOL", ONE, "stream"));
        inputs.addAll(Tensor.optional("FP16", MATRIX, "prompt_embedding_table"));
        inputs.addAll(Tensor.optional("UINT64", ONE, "prompt_table_extra_id"));
        inputs.addAll(Tensor.optional("INT32", ONE, "prompt_vocab_size"));
        inputs.addAll(Tensor.optional("BYTES", LIST, "embedding_bias_words"));
        inputs.addAll(Tensor.optional("FP32", LIST, "embedding_bias_weights"));
        inputs.addAll(Tensor.optional("UINT64", ONE, "lora_task_id"));
        inputs.addAll(Tensor.optional("FP16", MATRIX, "lora_weights"));
        inputs.addAll(Tensor.optional("INT32", List.of(-1, 3), "lora_config"));
        inputs.addAll(Tensor.optional("BYTES", ONE, "guided_decoding_guide_type", "guided_decoding_guide"));
        return inputs;
    }

    /** What only the BLS model takes. */
    static List<Tensor> blsInputs(boolean old) {
        List<Tensor> inputs = inputs(old);
        inputs.addAll(Tensor.optional("FP16", List.of(-1, 3, -1, -1), "image_input"));
        inputs.addAll(Tensor.optional("UINT8", PICTURES, "image_bytes_input"));
        inputs.addAll(Tensor.optional("BYTES", ONE, "image_url_input"));
        inputs.addAll(Tensor.optional("UINT8", PICTURES, "video_bytes_input"));
        inputs.addAll(Tensor.optional("INT32", ONE, "num_draft_tokens"));
        inputs.addAll(Tensor.optional("BOOL", ONE, "use_draft_logits"));
        return inputs;
    }
}
