package io.openaitriton.triton.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The dialects, by name or by a model's inputs. */
public final class Dialects {
    /** Names of the dialects. */
    public static final List<String> NAMES = List.of("generic", "vllm", "tensorrt-llm", "tensorrt-llm-api");

    private Dialects() {}

    /**
     * The dialect with a name, for a model of a recent release.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Dialect named(String name, DialectOptions options) {
        return switch (name) {
            case "generic" -> new GenericDialect(options);
            case "vllm" -> new VllmDialect(options, true);
            // newest names only
            case "tensorrt-llm" ->
                new TensorRtLlmDialect(input -> !input.equals("min_length") && !input.equals("random_seed"), options);
            case "tensorrt-llm-api" -> new LlmApiDialect(options, true, false);
            default ->
                throw new IllegalArgumentException(
                        "'dialect' must be auto or one of " + String.join(", ", NAMES) + ", but is '" + name + "'");
        };
    }

    /**
     * The dialect of a model, from the names of its inputs. A model of no known LLM backend gets the generic dialect.
     *
     * @param config the answer of {@code GET /v2/models/<model>/config}
     */
    public static Dialect of(JsonNode config, DialectOptions options) {
        Set<String> inputs = new HashSet<>();
        for (JsonNode input : config.path("input")) {
            inputs.add(input.path("name").asText());
        }
        Dialect dialect = of(inputs, config, options);
        JsonNode decoupled = config.path("model_transaction_policy").path("decoupled");
        // a model without this field may run on an older Triton
        return decoupled.isBoolean() && !decoupled.booleanValue() ? new NotDecoupled(dialect) : dialect;
    }

    /** Releases whose models have this output; earlier releases would ignore the request for it. */
    private static boolean reportsCacheHits(Set<String> inputs, JsonNode config) {
        for (JsonNode output : config.path("output")) {
            if (output.path("name").asText().equals("kv_cache_hit_rate")) {
                return inputs.contains("sampling_param_return_perf_metrics");
            }
        }
        return false;
    }

    private static Dialect of(Set<String> inputs, JsonNode config, DialectOptions options) {
        if (inputs.contains("sampling_parameters")) {
            return new VllmDialect(options, inputs.contains("image"));
        }
        if (inputs.contains("sampling_param_max_tokens")) {
            return new LlmApiDialect(options, inputs.contains("image_url"), reportsCacheHits(inputs, config));
        }
        if (inputs.contains("max_tokens") && inputs.contains("stop_words")) {
            boolean accumulates = "true"
                    .equalsIgnoreCase(config.path("parameters")
                            .path("accumulate_tokens")
                            .path("string_value")
                            .asText());
            return new TensorRtLlmDialect(inputs::contains, accumulates ? options.accumulating() : options);
        }
        return new GenericDialect(options);
    }
}
