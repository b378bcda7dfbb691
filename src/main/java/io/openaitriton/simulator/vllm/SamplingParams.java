package io.openaitriton.simulator.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.model.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** vLLM's SamplingParams as its Triton backend reads them: coerced as in Python, refused if out of range. */
final class SamplingParams {
    /** vLLM's own default for max_tokens. */
    private static final int DEFAULT_MAX_TOKENS = 16;

    /** Refused above: each costs memory. vLLM's own bounds are 16384 and 20. */
    private static final int MAX_N = 128;

    private static final int MAX_LOGPROBS = 20;

    private static final Set<String> INTEGERS = Set.of(
            "n", "top_k", "seed", "max_tokens", "min_tokens", "logprobs", "prompt_logprobs", "truncate_prompt_tokens");
    private static final Set<String> FLOATS =
            Set.of("temperature", "top_p", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty");
    private static final Set<String> FLAGS = Set.of(
            "ignore_eos",
            "include_stop_str_in_output",
            "skip_special_tokens",
            "spaces_between_special_tokens",
            "detokenize");
    private static final Set<String> ID_LISTS = Set.of("stop_token_ids", "allowed_token_ids");

    /** Named guided_decoding before vLLM's container of 25.12. */
    private static final Set<String> STRUCTURED = Set.of("structured_outputs", "guided_decoding");

    private final Sampling sampling = new Sampling();

    private final Map<String, Double> numbers = sampling.numbers;
    private final Map<String, Boolean> flags = new TreeMap<>();

    private SamplingParams() {}

    /** @throws IllegalArgumentException if vLLM would not take a key or a value */
    static SamplingParams of(Map<String, JsonNode> given) {
        SamplingParams parameters = new SamplingParams();
        given.forEach(parameters::set);
        parameters.checkRanges();
        return parameters;
    }

    Sampling sampling() {
        sampling.n = n();
        sampling.maxTokens = maxTokens();
        sampling.minTokens = minTokens();
        sampling.ignoreEos = flag("ignore_eos");
        sampling.keepsSpecial = Boolean.FALSE.equals(flags.get("skip_special_tokens"));
        sampling.keepsStop = flag("include_stop_str_in_output");
        sampling.logprobs = numbers.containsKey("logprobs") ? (Integer) bounded("logprobs", 0) : null;
        return sampling;
    }

    private void set(String name, JsonNode value) {
        if (INTEGERS.contains(name)) {
            long number = integer(value);
            if (name.equals("seed")) {
                sampling.seed = Long.toString(number);
            } else {
                numbers.put(name, (double) number);
            }
        } else if (FLOATS.contains(name)) {
            numbers.put(name, decimal(value));
        } else if (FLAGS.contains(name)) {
            flags.put(name, truthy(value));
        } else if (name.equals("stop")) {
            sampling.stop = strings(value);
        } else if (name.equals("bad_words")) {
            sampling.note(name, strings(value));
        } else if (ID_LISTS.contains(name)) {
            require(value.isNull() || value.isArray());
        } else if (name.equals("logit_bias")) {
            require(value.isNull() || value.isObject());
            if (!value.isEmpty()) {
                sampling.notes.add(name + " " + value);
            }
        } else if (STRUCTURED.contains(name)) {
            sampling.structure = structure(value);
        } else {
            throw new IllegalArgumentException(name);
        }
    }

    private void checkRanges() {
        require(n() >= 1 && n() <= MAX_N && maxTokens() >= 1 && minTokens() >= 0 && minTokens() <= maxTokens());
        double temperature = numbers.getOrDefault("temperature", 1.0);
        require(temperature >= 0 && numbers.getOrDefault("top_k", 0.0) >= -1);
        double topP = numbers.getOrDefault("top_p", 1.0);
        require(topP > 0 && topP <= 1);
        double minP = numbers.getOrDefault("min_p", 0.0);
        require(minP >= 0 && minP <= 1);
        require(Math.abs(numbers.getOrDefault("presence_penalty", 0.0)) <= 2);
        require(Math.abs(numbers.getOrDefault("frequency_penalty", 0.0)) <= 2);
        require(numbers.getOrDefault("repetition_penalty", 1.0) > 0);
        double logprobs = numbers.getOrDefault("logprobs", 0.0);
        require(logprobs >= 0 && logprobs <= MAX_LOGPROBS);
        // greedy sampling can only give one answer
        require(n() == 1 || temperature > 0);
    }

    private int n() {
        return bounded("n", 1);
    }

    private int maxTokens() {
        return bounded("max_tokens", DEFAULT_MAX_TOKENS);
    }

    private int minTokens() {
        return bounded("min_tokens", 0);
    }

    private boolean flag(String name) {
        return flags.getOrDefault(name, false);
    }

    private int bounded(String name, int otherwise) {
        return (int) Math.min(Integer.MAX_VALUE, numbers.getOrDefault(name, (double) otherwise));
    }

    private static long integer(JsonNode value) {
        require(value.isTextual() || value.isNumber() || value.isBoolean());
        return value.isTextual() ? Long.parseLong(value.textValue().trim()) : value.asLong();
    }

    private static double decimal(JsonNode value) {
        require(value.isTextual() || value.isNumber() || value.isBoolean());
        return value.isTextual()
                ? Double.parseDouble(value.textValue())
                : value.isBoolean() ? value.asInt() : value.doubleValue();
    }

    /** Python's bool(): the string "false" is true. */
    private static boolean truthy(JsonNode value) {
        return value.isTextual()
                ? !value.textValue().isEmpty()
                : value.isContainerNode() ? !value.isEmpty() : value.asBoolean();
    }

    private static List<String> strings(JsonNode value) {
        if (value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        require(value.isArray());
        List<String> strings = new ArrayList<>();
        for (JsonNode element : value) {
            require(element.isTextual() && !element.textValue().isEmpty());
            strings.add(element.textValue());
        }
        return strings;
    }

    private static JsonNode structure(JsonNode value) {
        require(value.isTextual());
        try {
            JsonNode structure = Json.MAPPER.readTree(value.textValue());
            require(structure.isObject());
            return structure;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }
}
