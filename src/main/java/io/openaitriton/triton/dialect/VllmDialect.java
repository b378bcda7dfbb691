package io.openaitriton.triton.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Constraint;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.RequestField;
import io.openaitriton.generation.Sampling;
import io.openaitriton.images.Image;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Triton's vLLM backend. All sampling goes into the one {@code sampling_parameters} string, whose keys are vLLM's {@code
 * SamplingParams}; outside of it, the backend would take every unknown key for a sampling parameter and fail.
 */
final class VllmDialect implements Dialect {
    // logit_bias is not included: its keys are strings in JSON, and the backend does not convert them to the numbers
    // that vLLM
    // needs
    private static final SupportedFields FIELDS = new SupportedFields()
            .same(RequestField.PRESENCE_PENALTY)
            .same(RequestField.FREQUENCY_PENALTY)
            .same(RequestField.REPETITION_PENALTY)
            .same(RequestField.TOP_K)
            .same(RequestField.MIN_P)
            .same(RequestField.MIN_TOKENS)
            .same(RequestField.IGNORE_EOS)
            .same(RequestField.STOP_TOKEN_IDS)
            .same(RequestField.BAD_WORDS)
            .same(RequestField.ALLOWED_TOKEN_IDS)
            .same(RequestField.SKIP_SPECIAL_TOKENS)
            .same(RequestField.SPACES_BETWEEN_SPECIAL_TOKENS)
            .same(RequestField.INCLUDE_STOP_STR_IN_OUTPUT)
            .otherwise(RequestField.N)
            .otherwise(RequestField.RESPONSE_FORMAT)
            .otherwise(RequestField.LOGPROBS)
            .otherwise(RequestField.LORA_NAME)
            .otherwise(RequestField.STRUCTURED_OUTPUTS)
            .otherwise(RequestField.GUIDED_JSON)
            .otherwise(RequestField.GUIDED_REGEX)
            .otherwise(RequestField.GUIDED_CHOICE)
            .otherwise(RequestField.GUIDED_GRAMMAR);

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // Jackson's own buffers would be allocated for each virtual thread, and kept until its stream ends
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .build();

    private final Grammars grammars;
    private final String structuredOutputs;
    private final boolean images;

    /** @param images whether the model has the input for images, which old releases lack */
    VllmDialect(DialectOptions options, boolean images) {
        this.images = images;
        this.grammars = new Grammars(
                id(), true, options.structuralTags(), options.grammarAfterThinking(), options.ignoreStrict());
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
    public Grammars grammars() {
        return grammars;
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        return new GenerateRequest(generation.prompt().text())
                .with("stream", generation.sampling().stream())
                .with("exclude_input_in_output", true)
                .with("return_finish_reason", true)
                .with("return_num_input_tokens", true)
                .with("return_num_output_tokens", true)
                .with("return_logprobs", generation.answer().topLogprobs() == null ? null : true)
                .with("sampling_parameters", json(sampling(generation, form)));
    }

    @Override
    public boolean takesImages() {
        return images;
    }

    @Override
    public void addImages(GenerateRequest generate, List<Image> images) {
        generate.with("image", images.stream().map(Image::base64).toList());
    }

    /** Also refuses values for which vLLM's error would not name the field. */
    @Override
    public void check(Generation generation) {
        FIELDS.require(generation, this);
        FieldErrors.requireTopP(generation.sampling(), this);
        if (generation.answer().choices() > 1 && generation.sampling().temperature() == 0) {
            throw ApiException.invalid(
                    "n",
                    "Invalid value for 'n': with 'temperature' 0 this model's backend (dialect vllm) gives only one"
                            + " choice.");
        }
    }

    /**
     * Stop strings, if the answer must name the one that ended it: vLLM does not report which, so the request asks vLLM to leave
     * it in the text.
     */
    @Override
    public List<String> stopsOfGateway(Generation generation) {
        return generation.reportedStops();
    }

    private Map<String, Object> sampling(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        Map<String, Object> keys = new LinkedHashMap<>();
        put(
                keys,
                "n",
                generation.answer().choices() == 1 ? null : generation.answer().choices());
        put(keys, "temperature", sampling.temperature());
        put(keys, "top_p", sampling.topP());
        put(keys, "max_tokens", sampling.maxTokens());
        put(keys, "stop", sampling.stops());
        put(keys, "seed", sampling.seed());
        FIELDS.send(generation, (name, value) -> put(keys, name, value));
        if (!generation.reportedStops().isEmpty()) {
            keys.put(RequestField.INCLUDE_STOP_STR_IN_OUTPUT.wireName(), true);
        }
        if (form.reading().isNeeded()) {
            // marks of tool calls and reasoning are special tokens in most families, and the parser removes the rest of
            // them
            keys.put(RequestField.SKIP_SPECIAL_TOKENS.wireName(), false);
            keys.put(RequestField.SPACES_BETWEEN_SPECIAL_TOKENS.wireName(), false);
        }
        put(keys, "logprobs", generation.answer().topLogprobs());
        Constraint constraint = form.constraint();
        if (constraint != null) {
            // a string within the string: the backend parses it again
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
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
