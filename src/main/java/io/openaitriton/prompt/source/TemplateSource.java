package io.openaitriton.prompt.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The text of a chat template, and what is known about it from where it was found.
 *
 * @param name as the model's definition has it
 * @param origin where its lines are counted: a file, or a file and the field in it
 * @param text the template
 * @param toolUse the template for requests with tools, where the source has one of its own; else null
 * @param specialTokens variables such as {@code eos_token}; never {@code bos_token}
 * @param controlTokens texts that the tokenizer reads as control tokens
 * @param responseTemplate how the model's answers are read, from {@code response_template} of the tokenizer's configuration; null where that has none
 */
public record TemplateSource(
        String name,
        String origin,
        String text,
        String toolUse,
        Map<String, String> specialTokens,
        List<String> controlTokens,
        JsonNode responseTemplate) {

    /** Without a response template. */
    public TemplateSource(
            String name,
            String origin,
            String text,
            String toolUse,
            Map<String, String> specialTokens,
            List<String> controlTokens) {
        this(name, origin, text, toolUse, specialTokens, controlTokens, null);
    }

    /** The template of a request with tools. */
    public String toolText() {
        return toolUse == null ? text : toolUse;
    }
}
