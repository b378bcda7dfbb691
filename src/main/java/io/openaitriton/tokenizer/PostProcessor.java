package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts special tokens around a text or a pair of texts: the {@code post_processor} of a file. */
final class PostProcessor {
    private static final Part FIRST = new Part(0, null, 0);
    private static final Part SECOND = new Part(1, null, 1);

    private final List<Part> single;
    private final List<Part> pair;

    /**
     * A part of what comes out.
     *
     * @param text which of the texts, if it is one
     * @param ids the special tokens, or null for a text
     */
    private record Part(int text, int[] ids, int typeId) {}

    private PostProcessor(List<Part> single, List<Part> pair) {
        this.single = single;
        this.pair = pair;
    }

    /** @throws IllegalArgumentException naming what is not supported */
    static PostProcessor of(JsonNode node) {
        PostProcessor found = node.isObject() ? read(node) : null;
        return found == null ? new PostProcessor(List.of(FIRST), List.of(FIRST, SECOND)) : found;
    }

    /** Null for one that adds no tokens. */
    private static PostProcessor read(JsonNode node) {
        String type = node.path("type").asText("none");
        return switch (type) {
            case "ByteLevel" -> null;
            case "Sequence" -> sequence(node.path("processors"));
            case "TemplateProcessing" ->
                new PostProcessor(
                        template(node.path("single"), node.path("special_tokens")),
                        template(node.path("pair"), node.path("special_tokens")));
            case "BertProcessing" -> {
                Part cls = special(node.path("cls"), 0);
                Part sep = special(node.path("sep"), 0);
                yield new PostProcessor(
                        List.of(cls, FIRST, sep), List.of(cls, FIRST, sep, SECOND, special(node.path("sep"), 1)));
            }
            case "RobertaProcessing" -> {
                Part cls = special(node.path("cls"), 0);
                Part sep = special(node.path("sep"), 0);
                yield new PostProcessor(
                        List.of(cls, FIRST, sep), List.of(cls, FIRST, sep, sep, new Part(1, null, 0), sep));
            }
            default -> throw new IllegalArgumentException("a post_processor " + type + " is not supported");
        };
    }

    private static PostProcessor sequence(JsonNode list) {
        PostProcessor found = null;
        for (JsonNode each : list) {
            PostProcessor next = read(each);
            if (next != null && found != null) {
                throw new IllegalArgumentException(
                        "a post_processor Sequence of several that add tokens is not supported");
            }
            found = next == null ? found : next;
        }
        return found;
    }

    private static Part special(JsonNode tokenAndId, int typeId) {
        return new Part(0, new int[] {tokenAndId.path(1).asInt()}, typeId);
    }

    private static List<Part> template(JsonNode list, JsonNode specials) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode each : list) {
            JsonNode text = each.path("Sequence");
            JsonNode special = each.path("SpecialToken");
            if (text.isObject()) {
                parts.add(new Part(
                        text.path("id").asText().equals("B") ? 1 : 0,
                        null,
                        text.path("type_id").asInt()));
            } else {
                String name = special.path("id").asText();
                JsonNode ids = specials.path(name).path("ids");
                if (!ids.isArray()) {
                    throw new IllegalArgumentException(
                            "its post_processor has no special token '" + name + "', which its template names");
                }
                int[] found = new int[ids.size()];
                Arrays.setAll(found, i -> ids.get(i).asInt());
                parts.add(new Part(0, found, special.path("type_id").asInt()));
            }
        }
        return List.copyOf(parts);
    }

    /** Number of special tokens for one text, or for a pair. */
    int added(boolean isPair) {
        int added = 0;
        for (Part part : isPair ? pair : single) {
            added += part.ids == null ? 0 : part.ids.length;
        }
        return added;
    }

    Encoding process(int[]... texts) {
        List<Part> parts = texts.length > 1 ? pair : single;
        int length = 0;
        for (Part part : parts) {
            length += ids(part, texts).length;
        }
        int[] ids = new int[length];
        int[] typeIds = new int[length];
        int at = 0;
        for (Part part : parts) {
            int[] next = ids(part, texts);
            System.arraycopy(next, 0, ids, at, next.length);
            Arrays.fill(typeIds, at, at + next.length, part.typeId);
            at += next.length;
        }
        int[] attention = new int[length];
        Arrays.fill(attention, 1);
        return new Encoding(ids, typeIds, attention);
    }

    private static int[] ids(Part part, int[][] texts) {
        return part.ids == null ? texts[part.text] : part.ids;
    }
}
