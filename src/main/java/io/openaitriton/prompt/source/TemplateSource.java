package io.openaitriton.prompt.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The text of a chat template, and data from its source.
 *
 * @param name as in the model's definition
 * @param origin the origin of its line numbers: a file, or a file and a field in it
 * @param text the template
 * @param toolUse the template for requests with tools, if the source has a separate one; else null
 * @param specialTokens variables such as {@code eos_token}; never {@code bos_token}
 * @param controlTokens texts that the tokenizer reads as control tokens
 * @param responseTemplate {@code response_template} of the tokenizer's configuration, which describes the model's answers; null if there is none
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
