package io.openaitriton.triton.dialect;

import static io.openaitriton.generation.RequestField.ALLOWED_TOKEN_IDS;
import static io.openaitriton.generation.RequestField.BAD_WORDS;
import static io.openaitriton.generation.RequestField.FREQUENCY_PENALTY;
import static io.openaitriton.generation.RequestField.GUIDED_CHOICE;
import static io.openaitriton.generation.RequestField.GUIDED_GRAMMAR;
import static io.openaitriton.generation.RequestField.GUIDED_JSON;
import static io.openaitriton.generation.RequestField.GUIDED_REGEX;
import static io.openaitriton.generation.RequestField.IGNORE_EOS;
import static io.openaitriton.generation.RequestField.INCLUDE_STOP_STR_IN_OUTPUT;
import static io.openaitriton.generation.RequestField.LOGPROBS;
import static io.openaitriton.generation.RequestField.LORA_NAME;
import static io.openaitriton.generation.RequestField.MIN_P;
import static io.openaitriton.generation.RequestField.MIN_TOKENS;
import static io.openaitriton.generation.RequestField.N;
import static io.openaitriton.generation.RequestField.PRESENCE_PENALTY;
import static io.openaitriton.generation.RequestField.REPETITION_PENALTY;
import static io.openaitriton.generation.RequestField.RESPONSE_FORMAT;
import static io.openaitriton.generation.RequestField.SKIP_SPECIAL_TOKENS;
import static io.openaitriton.generation.RequestField.SPACES_BETWEEN_SPECIAL_TOKENS;
import static io.openaitriton.generation.RequestField.STOP_TOKEN_IDS;
import static io.openaitriton.generation.RequestField.STRUCTURED_OUTPUTS;
import static io.openaitriton.generation.RequestField.TOP_K;

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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Triton's vLLM backend. All sampling goes into the one {@code sampling_parameters} string, whose keys are vLLM's {@code
 * SamplingParams}; outside of it, the backend would take every unknown key for a sampling parameter and fail.
 */
final class VllmDialect implements Dialect {
    // logit_bias is not included: its keys are strings in JSON, and the backend does not convert them to the numbers
    // that vLLM
    // needs
    private static final Set<RequestField> CARRIED = EnumSet.of(
            N,
            RESPONSE_FORMAT,
            LOGPROBS,
            PRESENCE_PENALTY,
            FREQUENCY_PENALTY,
            TOP_K,
            MIN_P,
            REPETITION_PENALTY,
            MIN_TOKENS,
            IGNORE_EOS,
            STOP_TOKEN_IDS,
            SKIP_SPECIAL_TOKENS,
            LORA_NAME,
            BAD_WORDS,
            ALLOWED_TOKEN_IDS,
            INCLUDE_STOP_STR_IN_OUTPUT,
            SPACES_BETWEEN_SPECIAL_TOKENS,
            STRUCTURED_OUTPUTS,
            GUIDED_JSON,
            GUIDED_REGEX,
            GUIDED_CHOICE,
            GUIDED_GRAMMAR);

    /** Fields with the same name in vLLM, in the order in which they are sent. */
    private static final List<RequestField> AS_THEY_ARE = List.of(
            PRESENCE_PENALTY,
            FREQUENCY_PENALTY,
            REPETITION_PENALTY,
            TOP_K,
            MIN_P,
            MIN_TOKENS,
            IGNORE_EOS,
            STOP_TOKEN_IDS,
            BAD_WORDS,
            ALLOWED_TOKEN_IDS,
            SKIP_SPECIAL_TOKENS,
            SPACES_BETWEEN_SPECIAL_TOKENS,
            INCLUDE_STOP_STR_IN_OUTPUT);

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
        Carried.requireOnly(CARRIED, generation, this);
        Carried.requireTopP(generation.sampling(), this);
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
        return generation.toldStops();
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
        for (RequestField field : AS_THEY_ARE) {
            put(keys, field.wireName(), generation.fields().get(field));
        }
        if (!generation.toldStops().isEmpty()) {
            keys.put(INCLUDE_STOP_STR_IN_OUTPUT.wireName(), true);
        }
        if (form.reading().isNeeded()) {
            // marks of tool calls and reasoning are special tokens in most families, and the parser removes the rest of
            // them
            keys.put(SKIP_SPECIAL_TOKENS.wireName(), false);
            keys.put(SPACES_BETWEEN_SPECIAL_TOKENS.wireName(), false);
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
