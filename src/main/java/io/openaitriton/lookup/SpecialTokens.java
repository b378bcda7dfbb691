package io.openaitriton.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.triton.TritonException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if TensorRT-LLM's postprocessing removes special tokens from the text, although they mark a model's tool calls or
 * reasoning. No request can change that, and only the configuration of the postprocessing model shows it.
 */
public final class SpecialTokens {
    private static final Logger LOG = LoggerFactory.getLogger(SpecialTokens.class);

    /** The BLS model does not name the model that it calls. */
    private static final String USUAL_NAME = "postprocessing";

    /** Values that postprocessing reads as false; anything else, and no value, means true. */
    private static final Set<String> FALSE = Set.of("false", "f", "0", "no", "n");

    private final String model;
    private final boolean marks;
    private final BiFunction<String, String, JsonNode> configurations;
    private final Supplier<PollSchedule> polls;
    private final Map<String, JsonNode> seen = new ConcurrentHashMap<>();

    /**
     * Warns about one model.
     *
     * @param marks whether special tokens mark its tool calls or reasoning
     * @param configurations gives the configuration of a model: Triton's URL, then the model's name
     * @param polls reads it in the background
     */
    public SpecialTokens(
            String model,
            boolean marks,
            BiFunction<String, String, JsonNode> configurations,
            Supplier<PollSchedule> polls) {
        this.model = model;
        this.marks = marks;
        this.configurations = configurations;
        this.polls = polls;
    }

    /**
     * The model's configuration. The postprocessing model is checked in the background, once for each server and configuration.
     *
     * @throws TritonException when it cannot be read
     */
    public JsonNode read(String url) {
        JsonNode config = configurations.apply(url, model);
        String postprocessing = postprocessing(config);
        if (marks && postprocessing != null && !config.equals(seen.put(url, config))) {
            polls.get().after(0, () -> look(url, postprocessing));
        }
        return config;
    }

    /** The model that turns tokens into text; null if this is not TensorRT-LLM's ensemble or BLS model. */
    private static String postprocessing(JsonNode config) {
        boolean stops = false;
        for (JsonNode input : config.path("input")) {
            stops |= input.path("name").asText().equals("stop_words");
        }
        if (!stops) {
            return null;
        }
        for (JsonNode step : config.path("ensemble_scheduling").path("step")) {
            for (JsonNode output : step.path("output_map")) {
                if (output.asText().equals("text_output")) {
                    return step.path("model_name").asText();
                }
            }
        }
        return USUAL_NAME;
    }

    private void look(String url, String postprocessing) {
        JsonNode parameters;
        try {
            parameters = configurations.apply(url, postprocessing).path("parameters");
        } catch (TritonException e) {
            LOG.debug("Cannot read the configuration of {}", postprocessing, e);
            return;
        }
        String skips =
                parameters.path("skip_special_tokens").path("string_value").asText();
        // models other than TensorRT-LLM's may lack this parameter, and keep the tokens
        if (parameters.has("tokenizer_dir") && !FALSE.contains(skips.toLowerCase(Locale.ROOT))) {
            LOG.warn(
                    "The answers of {} at {} lack the special tokens that mark tool calls or reasoning, so the"
                            + " gateway cannot separate these from the text. Set the parameter skip_special_tokens"
                            + " to False in the config.pbtxt of the model {}, and reload that model",
                    model,
                    url,
                    postprocessing);
        }
    }
}
