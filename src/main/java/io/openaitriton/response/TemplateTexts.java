package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.response.pattern.Program;
import java.util.ArrayList;
import java.util.List;

/** The texts and expressions in the fields of a response template. */
final class TemplateTexts {
    private TemplateTexts() {}

    /** What {@code key} or {@code key_pattern} of a field say, as expressions. */
    static List<String> expressions(JsonNode field, String key) {
        List<String> expressions = new ArrayList<>();
        texts(field.path(key + "_pattern")).forEach(one -> expressions.add(one.replaceFirst("^\\\\s\\*", "")));
        texts(field.path(key)).forEach(one -> expressions.add(Program.literal(one)));
        return expressions;
    }

    static List<String> literals(String pattern) {
        List<String> literals = new ArrayList<>();
        String plain = pattern.replaceFirst("^\\\\s\\*", "").replaceFirst("^\\(\\?:(.*)\\)$", "$1");
        if (!plain.isEmpty()) {
            for (String one : plain.split("(?<!\\\\)\\|")) {
                literals.add(one.replaceAll("\\\\(.)", "$1"));
            }
        }
        return literals;
    }

    /** A text, or each of a list. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        if (node.isArray()) {
            node.forEach(one -> texts.add(one.asText()));
        }
        return texts;
    }
}
