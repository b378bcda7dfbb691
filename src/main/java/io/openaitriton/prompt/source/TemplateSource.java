package io.openaitriton.prompt.source;

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
 */
public record TemplateSource(
        String name,
        String origin,
        String text,
        String toolUse,
        Map<String, String> specialTokens,
        List<String> controlTokens) {}
