package io.openaitriton.prompt.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tokens of a tokenizer's files, and their description of the model's answers. */
final class TokenizerConfig {
    /** {@code <|im_start|>}, {@code [INST]}, {@code <start_of_turn>}, {@code </s>}, and DeepSeek's with wide bars. */
    private static final Pattern TOKEN = Pattern.compile(
            "<\\|[^|<>\\s]{1,40}\\|>|<｜[^｜<>\\s]{1,40}｜>|\\[/?[A-Z][A-Z_]{2,30}]|<[a-z]+_of_[a-z]+>|</?s>");

    private final Map<String, String> specialTokens = new LinkedHashMap<>();
    private final Set<String> controlTokens = new LinkedHashSet<>();
    private JsonNode responseTemplate;

    /** {@code eos_token} and others by name, without {@code bos_token}. */
    Map<String, String> specialTokens() {
        return specialTokens;
    }

    /** Every token that is special to the tokenizer. */
    Set<String> controlTokens() {
        return controlTokens;
    }

    /** The description of the model's answers, or null. */
    JsonNode responseTemplate() {
        return responseTemplate;
    }

    /**
     * Adds a {@code tokenizer_config.json} or a {@code special_tokens_map.json}. Files from transformers 5 have no {@code
     * added_tokens_decoder}, and {@code extra_special_tokens} as a list, or as a map by names.
     */
    void add(JsonNode json) {
        json.properties().forEach(field -> {
            if (field.getKey().endsWith("_token")) {
                addNamed(field.getKey(), field.getValue());
            }
        });
        for (String several :
                List.of("additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens")) {
            if (json.path(several).isArray()) {
                json.path(several).forEach(this::addControl);
            } else {
                json.path(several).properties().forEach(field -> addNamed(field.getKey(), field.getValue()));
            }
        }
        json.path("added_tokens_decoder").forEach(this::addSpecial);
        if (responseTemplate == null && json.hasNonNull("response_template")) {
            responseTemplate = json.get("response_template");
        }
    }

    /** Adds the {@code added_tokens} of a {@code tokenizer.json}. */
    void addAddedTokens(JsonNode added) {
        added.forEach(this::addSpecial);
    }

    private void addNamed(String name, JsonNode token) {
        String text = text(token);
        if (text != null) {
            controlTokens.add(text);
            if (!name.equals("bos_token")) {
                specialTokens.putIfAbsent(name, text);
            }
        }
    }

    private void addSpecial(JsonNode token) {
        if (token.path("special").asBoolean()) {
            addControl(token);
        }
    }

    private void addControl(JsonNode token) {
        if (text(token) != null) {
            controlTokens.add(text(token));
        }
    }

    /** Adds texts in the template that look like control tokens, which the tokenizer's files may lack. */
    static List<String> lookingLikeTokens(String template) {
        return TOKEN.matcher(template)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** A token is a string, or an object with its text in {@code content}. */
    private static String text(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() && !text.textValue().isEmpty() ? text.textValue() : null;
    }
}
