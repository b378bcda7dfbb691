package io.openaitriton.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as the vLLM backend understands it.
 *
 * @param model name of the model asked
 * @param inputs the tensors; return_* are read from here
 * @param prompt text_input
 * @param stream whether the answer is sent token by token
 * @param echo whether a whole answer begins with the prompt
 * @param sampling how to sample
 */
record VllmRequest(
        String model, ModelInputs inputs, String prompt, boolean stream, boolean echo, SamplingParameters sampling) {

    /** What the backend says for whatever is wrong with the sampling parameters. */
    private static final String OPAQUE = "Error generating stream: 'NoneType' object has no attribute 'lora_name'";

    /** @throws TritonError as the backend raises it */
    static VllmRequest of(String model, ModelInputs inputs) {
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
        SamplingParameters sampling = sampling(model, inputs);
        if (prompt.isEmpty()) {
            throw TritonError.fromModel("Error generating stream: The decoder prompt cannot be empty");
        }
        return new VllmRequest(model, inputs, prompt, stream, !stream && !Boolean.TRUE.equals(exclude), sampling);
    }

    boolean wants(String output) {
        return Boolean.TRUE.equals(inputs.flag("return_" + output));
    }

    /** The sampling_parameters string wins entirely over the request parameters. */
    private static SamplingParameters sampling(String model, ModelInputs inputs) {
        String json = inputs.text("sampling_parameters");
        Map<String, JsonNode> given = json == null ? inputs.parameters() : parse(model, json);
        if (given.containsKey("lora_name")) {
            throw TritonError.fromModel("LoRA feature is not enabled.");
        }
        try {
            return SamplingParameters.of(given);
        } catch (IllegalArgumentException e) {
            throw TritonError.fromModel(OPAQUE);
        }
    }

    private static Map<String, JsonNode> parse(String model, String json) {
        try {
            JsonNode tree = RequestMapper.JSON.readTree(json);
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
