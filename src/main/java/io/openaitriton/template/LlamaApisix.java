package io.openaitriton.template;

import java.util.List;

/**
 * The prompt of the Lua route that this gateway replaces, for those who move and want the same bytes.
 *
 * <p>Unlike Meta's format it has one newline after a header and one after {@code <|eot_id|>}, and its system block is
 * there also when empty. Where the Lua kept the last system and the last user message only, all turns are rendered.
 */
final class LlamaApisix implements PromptTemplate {
    static final String NAME = "llama-3-apisix";

    private static final String MARKER = "<|start_header_id|>assistant<|end_header_id|>";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String generationMarker() {
        return MARKER;
    }

    @Override
    public String render(List<Turn> turns) {
        StringBuilder prompt = new StringBuilder(1024).append("<|begin_of_text|>");
        if (turns.isEmpty() || !turns.get(0).role().equals("system")) {
            append(prompt, new Turn("system", ""));
        }
        for (Turn turn : turns) {
            append(prompt, turn);
        }
        return prompt.append(MARKER).toString();
    }

    private static void append(StringBuilder prompt, Turn turn) {
        prompt.append("<|start_header_id|>")
                .append(turn.role())
                .append("<|end_header_id|>\n")
                .append(turn.content())
                .append("<|eot_id|>\n");
    }
}
