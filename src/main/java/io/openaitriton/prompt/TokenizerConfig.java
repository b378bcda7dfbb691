package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a {@code tokenizer_config.json} says about tokens.
 *
 * @param specialTokens {@code eos_token} and others by name, without {@code bos_token}
 * @param controlTokens every token that is special to the tokenizer
 */
record TokenizerConfig(Map<String, String> specialTokens, List<String> controlTokens) {
    static final TokenizerConfig NONE = new TokenizerConfig(Map.of(), List.of());

    /** {@code <|im_start|>}, {@code [INST]}, {@code <start_of_turn>}, {@code </s>}, and DeepSeek's with wide bars. */
    private static final Pattern TOKEN = Pattern.compile(
            "<\\|[^|<>\\s]{1,40}\\|>|<｜[^｜<>\\s]{1,40}｜>|\\[/?[A-Z][A-Z_]{2,30}]|<[a-z]+_of_[a-z]+>|</?s>");

    static TokenizerConfig of(JsonNode json) {
        Map<String, String> special = new LinkedHashMap<>();
        Set<String> control = new LinkedHashSet<>();
        json.properties().forEach(field -> {
            String text = text(field.getValue());
            if (field.getKey().endsWith("_token") && text != null) {
                control.add(text);
                if (!field.getKey().equals("bos_token")) {
                    special.put(field.getKey(), text);
                }
            }
        });
        json.path("additional_special_tokens").forEach(token -> {
            if (text(token) != null) {
                control.add(text(token));
            }
        });
        json.path("added_tokens_decoder").forEach(token -> {
            if (token.path("special").asBoolean() && text(token) != null) {
                control.add(text(token));
            }
        });
        return new TokenizerConfig(special, List.copyOf(control));
    }

    /** What the template itself writes that looks like a control token, for want of a tokenizer's word. */
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
