package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.tokenizer.Splitting.Behavior;
import io.openaitriton.tokenizer.Splitting.Sink;

/** SentencePiece's spaces: a mark in the place of each, one more before the text, and the words split before it. */
final class Metaspace implements PreTokenizer.Step {
    private final String mark;
    private final String scheme;
    private final boolean split;

    private Metaspace(String mark, String scheme, boolean split) {
        this.mark = mark;
        this.scheme = scheme;
        this.split = split;
    }

    static Metaspace of(JsonNode node) {
        String mark = node.path("replacement").asText();
        String scheme = node.path("prepend_scheme").asText("always");
        if (mark.length() != 1) {
            throw new IllegalArgumentException("a Metaspace with replacement '" + mark + "' is not supported");
        }
        if (!node.path("add_prefix_space").asBoolean(true)) {
            scheme = "never";
        }
        if (!scheme.matches("always|first|never")) {
            throw new IllegalArgumentException("a Metaspace with prepend_scheme " + scheme + " is not supported");
        }
        return new Metaspace(mark, scheme, node.path("split").asBoolean(true));
    }

    boolean onlyFirst() {
        return scheme.equals("first");
    }

    @Override
    public boolean split(String text, int start, int end, boolean first, Sink sink) {
        String marked = text.substring(start, end).replace(' ', mark.charAt(0));
        if ((scheme.equals("always") || onlyFirst() && first) && !marked.startsWith(mark)) {
            marked = mark.concat(marked);
        }
        if (!split) {
            return sink.piece(marked, 0, marked.length());
        }
        return Steps.literal(mark, Behavior.MERGED_WITH_NEXT, false).split(marked, 0, marked.length(), first, sink);
    }
}
