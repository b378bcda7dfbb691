package io.openaitriton.simulator.llmapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.executor.EngineChecks;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Sampling;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TensorRT-LLM's {@code llmapi/tensorrt_llm}, a Python model around its LLM API. */
public final class LlmApiModel implements SimulatedModel {
    /** TensorRT-LLM's own default for max_tokens. */
    private static final int DEFAULT_MAX_TOKENS = 32;

    private static final String PREFIX = "sampling_param_";
    private static final List<String> INTEGERS = List.of("best_of", "max_tokens", "top_k");
    private static final List<String> FLOATS = List.of("temperature", "top_p", "frequency_penalty", "presence_penalty");

    private final ModelConfig config;
    private final boolean metrics;
    private final boolean loras;
    private final boolean thinks;

    /**
     * @param options {@code loras} if it has LoRA adapters, {@code metrics} if it reports how much of a prompt was cached,
     *     {@code thinks} if it thinks by itself, {@code whole} if it
     *     is not decoupled
     */
    public LlmApiModel(Set<String> options) {
        this.config = new ModelConfig("python", 0, !options.contains("whole"), inputs(), outputs(options), Map.of());
        this.metrics = options.contains("metrics");
        this.loras = options.contains("loras");
        this.thinks = options.contains("thinks");
    }

    private static List<Tensor> inputs() {
        List<Integer> one = List.of(1);
        List<Integer> list = List.of(-1);
        List<Tensor> inputs = new ArrayList<>(List.of(Tensor.of("text_input", "BYTES", -1)));
        inputs.addAll(Tensor.optional("BYTES", list, "image_url"));
        inputs.addAll(Tensor.optional("BOOL", one, "streaming"));
        inputs.addAll(Tensor.optional("INT32", one, PREFIX + "best_of"));
        inputs.addAll(Tensor.optional("FP32", one, PREFIX + "temperature"));
        inputs.addAll(Tensor.optional("INT32", one, PREFIX + "top_k"));
        inputs.addAll(Tensor.optional(
                "FP32", one, PREFIX + "top_p", PREFIX + "frequency_penalty", PREFIX + "presence_penalty"));
        inputs.addAll(Tensor.optional("INT32", one, PREFIX + "max_tokens"));
        inputs.addAll(Tensor.optional("BYTES", list, PREFIX + "stop"));
        inputs.addAll(Tensor.optional("UINT64", one, PREFIX + "seed"));
        inputs.addAll(Tensor.optional(
                "BOOL",
                one,
                PREFIX + "exclude_input_from_output",
                PREFIX + "return_perf_metrics",
                "return_finish_reason",
                "return_stop_reason",
                "return_cumulative_logprob",
                "stop"));
        inputs.addAll(Tensor.optional("UINT64", one, "lora_id"));
        inputs.addAll(Tensor.optional("BYTES", one, "lora_name", "lora_path"));
        return inputs;
    }

    private static List<Tensor> outputs(Set<String> options) {
        List<Tensor> outputs = new ArrayList<>(List.of(
                Tensor.of("text_output", "BYTES", -1),
                Tensor.of("finish_reason", "BYTES", -1),
                Tensor.of("stop_reason", "BYTES", -1),
                Tensor.of("cumulative_logprob", "FP32", -1)));
        if (options.contains("metrics")) {
            outputs.add(Tensor.of("kv_cache_hit_rate", "FP32", -1));
        }
        return outputs;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        if (Boolean.TRUE.equals(inputs.flag("stop"))) {
            throw TritonError.fromModel(
                    inputs.id().isEmpty()
                            ? "A request id must be provided for request cancellation"
                            : "Request cancelled by client");
        }
        String prompt = inputs.text("text_input");
        require(prompt != null, "text_input is missing from the request");
        Sampling sampling = sampling(inputs);
        boolean stream = Boolean.TRUE.equals(inputs.flag("streaming"));
        require(!stream || config.decoupled(), "Streaming is only supported in decoupled mode.");
        boolean exclude = Boolean.TRUE.equals(inputs.flag(PREFIX + "exclude_input_from_output"));
        return new ModelRequest(model, inputs, prompt, stream, !stream && !exclude, sampling);
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        return new LlmApiResponses(request, answers.get(0), metrics);
    }

    @Override
    public TritonError failure(String model, String text) {
        return TritonError.fromModel("Error generating request: " + text);
    }

    private Sampling sampling(ModelInputs inputs) {
        Sampling sampling = new Sampling();
        sampling.thinks = thinks;
        for (String name : INTEGERS) {
            if (inputs.first(PREFIX + name) != null) {
                sampling.numbers.put(name, (double) inputs.integer(PREFIX + name));
            }
        }
        for (String name : FLOATS) {
            if (inputs.first(PREFIX + name) != null) {
                sampling.numbers.put(name, inputs.first(PREFIX + name).doubleValue());
            }
        }
        EngineChecks.check(sampling.numbers);
        Integer maxTokens = inputs.integer(PREFIX + "max_tokens");
        sampling.maxTokens = maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
        JsonNode seed = inputs.first(PREFIX + "seed");
        sampling.seed = seed == null ? null : seed.bigIntegerValue().toString();
        sampling.stop = inputs.texts(PREFIX + "stop");
        images(inputs, sampling);
        lora(inputs, sampling);
        sampling.noteIgnored(inputs);
        return sampling;
    }

    /** It fetches images by http or from the URL itself, and nothing else. */
    private static void images(ModelInputs inputs, Sampling sampling) {
        List<String> images = inputs.texts("image_url");
        for (String image : images) {
            require(image.matches("(?is)(https?://|data:).*"), "image_url scheme is not allowed (simulated)");
        }
        if (!images.isEmpty()) {
            sampling.notes.add(images.size() == 1 ? "1 image" : images.size() + " images");
        }
    }

    private void lora(ModelInputs inputs, Sampling sampling) {
        String name = inputs.text("lora_name");
        String path = inputs.text("lora_path");
        boolean id = inputs.first("lora_id") != null;
        if (id || name != null || path != null) {
            require(
                    id && name != null && path != null,
                    "lora_id, lora_name, and lora_path must all be provided together");
            require(loras, "lora_path does not exist on the Triton server's filesystem: " + path);
            sampling.notes.add("lora_name " + name);
        }
    }

    private static void require(boolean condition, String text) {
        if (!condition) {
            throw new IllegalArgumentException(text);
        }
    }
}
