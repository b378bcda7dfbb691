package io.openaitriton.simulator.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Sampling;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A model of Triton's vLLM backend. */
public final class VllmModel implements SimulatedModel {
    /** The backend's error for all invalid sampling parameters. */
    private static final String OPAQUE = "Error generating stream: 'NoneType' object has no attribute 'lora_name'";

    private static final ModelConfig CONFIG = new ModelConfig(
            "vllm",
            0,
            true,
            inputs(),
            List.of(
                    Tensor.of("text_output", "BYTES", -1),
                    Tensor.of("finish_reason", "BYTES", -1),
                    Tensor.of("cumulative_logprob", "FP32", -1),
                    Tensor.of("logprobs", "BYTES", -1),
                    Tensor.of("num_input_tokens", "UINT32", 1),
                    Tensor.of("num_output_tokens", "UINT32", -1)),
            Map.of());

    /** Names of its LoRA adapters. */
    private final List<String> loras;

    private final boolean thinks;

    /** @param options {@code loras} for the LoRA adapters alpha and beta, {@code thinks} if it thinks by itself */
    public VllmModel(Set<String> options) {
        this.thinks = options.contains("thinks");
        this.loras = options.contains("loras") ? List.of("alpha", "beta") : List.of();
    }

    private static List<Tensor> inputs() {
        List<Integer> one = List.of(1);
        List<Tensor> inputs = new ArrayList<>(List.of(Tensor.of("text_input", "BYTES", 1)));
        inputs.addAll(Tensor.optional("BYTES", List.of(-1), "image"));
        inputs.addAll(Tensor.optional("BOOL", one, "stream"));
        inputs.addAll(Tensor.optional("BYTES", one, "sampling_parameters"));
        inputs.addAll(Tensor.optional(
                "BOOL",
                one,
                "exclude_input_in_output",
                "return_finish_reason",
                "return_cumulative_logprob",
                "return_logprobs",
                "return_num_input_tokens",
                "return_num_output_tokens"));
        inputs.addAll(Tensor.optional("BYTES", one, "embedding_request"));
        return inputs;
    }

    @Override
    public ModelConfig config() {
        return CONFIG;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        String prompt = inputs.text("text_input");
        if (prompt == null) {
            throw TritonError.fromModel("Error generating stream: 'NoneType' object has no attribute 'as_numpy'");
        }
        boolean stream = Boolean.TRUE.equals(inputs.flag("stream"));
        Boolean exclude = inputs.flag("exclude_input_in_output");
        if (stream && Boolean.FALSE.equals(exclude)) {
            throw TritonError.fromModel(
                    "Error generating stream: When streaming," + " `exclude_input_in_output` = False is not allowed.");
        }
        List<Integer> images = images(inputs);
        Sampling sampling = sampling(model, inputs);
        if (prompt.isEmpty()) {
            throw TritonError.fromModel("Error generating stream: The decoder prompt cannot be empty");
        }
        if (!images.isEmpty()) {
            sampling.notes.add((images.size() == 1 ? "1 image of " : images.size() + " images of ")
                    + images.stream().map(String::valueOf).collect(Collectors.joining(" and ")) + " bytes");
        }
        return new ModelRequest(model, inputs, prompt, stream, !stream && !Boolean.TRUE.equals(exclude), sampling);
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        return new VllmResponses(request, answers);
    }

    @Override
    public String tooLong(int tokens) {
        return "Error generating stream: The decoder prompt (length " + tokens
                + ") is longer than the maximum model length of " + (tokens - 1) + ". (simulated)";
    }

    /** Sizes of the images. */
    private static List<Integer> images(ModelInputs inputs) {
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode image : inputs.tensors().getOrDefault("image", List.of())) {
            try {
                sizes.add(Base64.getDecoder().decode(image.textValue()).length);
                if (sizes.contains(0)) {
                    throw new IllegalArgumentException();
                }
            } catch (IllegalArgumentException e) {
                throw TritonError.fromModel(
                        "Error generating stream: cannot identify image file <_io.BytesIO object> (simulated)");
            }
        }
        return sizes;
    }

    /** The sampling_parameters string wins entirely over the request parameters. */
    private Sampling sampling(String model, ModelInputs inputs) {
        String json = inputs.text("sampling_parameters");
        Map<String, JsonNode> given = new LinkedHashMap<>(json == null ? inputs.parameters() : parse(model, json));
        JsonNode lora = given.remove("lora_name");
        try {
            Sampling sampling = SamplingParams.of(given).sampling();
            sampling.thinks = thinks;
            if (lora != null) {
                sampling.notes.add("lora_name " + known(lora.asText()));
            }
            return sampling;
        } catch (IllegalArgumentException e) {
            throw TritonError.fromModel(OPAQUE);
        }
    }

    private String known(String lora) {
        if (loras.isEmpty()) {
            throw TritonError.fromModel("LoRA feature is not enabled.");
        }
        if (!loras.contains(lora)) {
            throw TritonError.fromModel("LoRA " + lora + " is not supported, we currently support "
                    + loras.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]")));
        }
        return lora;
    }

    private static Map<String, JsonNode> parse(String model, String json) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json);
            if (!tree.isObject()) {
                throw TritonError.fromModel(OPAQUE);
            }
            Map<String, JsonNode> given = new LinkedHashMap<>();
            tree.properties().forEach(field -> given.put(field.getKey(), field.getValue()));
            return given;
        } catch (JsonProcessingException e) {
            throw TritonError.fromModel("Failed to process the request(s) for model instance '" + model
                    + "_0_0', message: JSONDecodeError: Expecting value: line 1 column 1 (char 0)");
        }
    }
}
