package io.openaitriton.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.images.Image;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.triton.GenerateRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Triton's vLLM backend. All sampling goes into the one {@code sampling_parameters} string, whose keys are vLLM's {@code
 * SamplingParams}; outside of it every unknown key would be taken for one of them and fail the request.
 */
final class VllmDialect implements Dialect {
    // logit_bias is not among them: its keys are strings in JSON, and the backend does not make them the numbers that
    // vLLM needs
    private static final Set<String> CARRIED = Set.of(
            "n",
            "response_format",
            "logprobs",
            "presence_penalty",
            "frequency_penalty",
            "top_k",
            "min_p",
            "repetition_penalty",
            "min_tokens",
            "ignore_eos",
            "stop_token_ids",
            "skip_special_tokens",
            "lora_name",
            "bad_words",
            "allowed_token_ids",
            "include_stop_str_in_output",
            "spaces_between_special_tokens",
            "structured_outputs",
            "guided_json",
            "guided_regex",
            "guided_choice",
            "guided_grammar");

    private final String structuredOutputs;
    private final boolean images;

    /** @param images whether the model has the input for images, which old releases have not */
    VllmDialect(DialectOptions options, boolean images) {
        this.images = images;
        this.structuredOutputs = options.structuredOutputs();
    }

    @Override
    public String id() {
        return "vllm";
    }

    @Override
    public boolean cumulative() {
        return false;
    }

    @Override
    public boolean givesFinishReasons() {
        return true;
    }

    @Override
    public boolean echoes() {
        return false;
    }

    @Override
    public GenerateRequest toGenerate(ChatCompletionRequest request, String prompt, Sampling sampling) {
        Demands.refuseAllBut(CARRIED, request, id());
        check(request, sampling);
        boolean logprobs = Boolean.TRUE.equals(request.logprobs());
        return new GenerateRequest(prompt)
                .with("stream", sampling.stream())
                .with("exclude_input_in_output", true)
                .with("return_finish_reason", true)
                .with("return_num_input_tokens", true)
                .with("return_num_output_tokens", true)
                .with("return_logprobs", logprobs ? true : null)
                .with("sampling_parameters", json(sampling(request, sampling, logprobs)));
    }

    @Override
    public boolean takesImages() {
        return images;
    }

    @Override
    public void addImages(GenerateRequest generate, List<Image> images) {
        generate.with("image", images.stream().map(Image::base64).toList());
    }

    @Override
    public List<String> stopsOfGateway(ChatCompletionRequest request) {
        return List.of();
    }

    /** What vLLM would answer with an error that does not name the field. */
    private void check(ChatCompletionRequest request, Sampling sampling) {
        Demands.refuseNoTopP(sampling, id());
        if (request.n() != null && request.n() > 1 && sampling.temperature() == 0) {
            throw ApiException.invalid(
                    "n",
                    "Invalid value for 'n': with 'temperature' 0 this model's backend (dialect vllm) gives one choice only.");
        }
    }

    private Map<String, Object> sampling(ChatCompletionRequest request, Sampling sampling, boolean logprobs) {
        Map<String, Object> keys = new LinkedHashMap<>();
        put(keys, "n", request.n() == null || request.n() == 1 ? null : request.n());
        put(keys, "temperature", sampling.temperature());
        put(keys, "top_p", sampling.topP());
        put(keys, "max_tokens", sampling.maxTokens());
        put(keys, "stop", request.stop());
        put(keys, "seed", request.seed());
        put(keys, "presence_penalty", request.presencePenalty());
        put(keys, "frequency_penalty", request.frequencyPenalty());
        put(keys, "repetition_penalty", request.repetitionPenalty());
        put(keys, "top_k", request.topK());
        put(keys, "min_p", request.minP());
        put(keys, "min_tokens", request.minTokens());
        put(keys, "ignore_eos", request.ignoreEos());
        put(keys, "stop_token_ids", request.stopTokenIds());
        put(keys, "bad_words", request.badWords());
        put(keys, "allowed_token_ids", request.allowedTokenIds());
        put(keys, "skip_special_tokens", request.skipSpecialTokens());
        put(keys, "spaces_between_special_tokens", request.spacesBetweenSpecialTokens());
        put(keys, "include_stop_str_in_output", request.includeStopStrInOutput());
        if (logprobs) {
            put(keys, "logprobs", request.topLogprobs() == null ? 0 : request.topLogprobs());
        }
        OutputConstraint constraint = OutputConstraint.of(request);
        if (constraint != null) {
            // a string within the string: the backend parses it once more
            put(keys, structuredOutputs, json(Map.of(constraint.kind(), constraint.value())));
        }
        put(keys, "lora_name", sampling.lora());
        return keys;
    }

    private static void put(Map<String, Object> keys, String name, Object value) {
        if (value != null && !(value instanceof Collection<?> list && list.isEmpty())) {
            keys.put(name, value);
        }
    }

    private static String json(Map<String, Object> value) {
        try {
            return OpenAiJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
