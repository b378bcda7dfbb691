package io.openaitriton.template;

import java.util.List;

/**
 * Llama 3.1's own format, byte for byte what Hugging Face transformers renders for conversations without tools with the
 * template that Meta published with Llama-3.1-8B-Instruct and its default date.
 */
final class Llama31 implements PromptTemplate {
    static final String NAME = "llama-3.1";

    private static final String MARKER = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    private static final String SYSTEM = "<|start_header_id|>system<|end_header_id|>\n\n"
            + "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";

    private final String bosToken;

    Llama31(String bosToken) {
        this.bosToken = bosToken;
    }

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
        StringBuilder prompt = new StringBuilder(1024).append(bosToken).append(SYSTEM);
        int first = 0;
        if (!turns.isEmpty() && turns.get(0).role().equals("system")) {
            prompt.append(PythonText.strip(turns.get(0).content()));
            first = 1;
        }
        prompt.append("<|eot_id|>");
        for (Turn turn : turns.subList(first, turns.size())) {
            prompt.append("<|start_header_id|>")
                    .append(turn.role())
                    .append("<|end_header_id|>\n\n")
                    .append(PythonText.strip(turn.content()))
                    .append("<|eot_id|>");
        }
        return prompt.append(MARKER).toString();
    }
}
