package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.tokenizer.Splitting.Behavior;
import io.openaitriton.tokenizer.Splitting.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splits a text into the pieces that are encoded separately: the {@code pre_tokenizer} of a file. */
final class PreTokenizer {
    private static final Pattern GPT_2 =
            Regex.toJava("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private final List<Step> steps = new ArrayList<>();
    private final boolean normalizes;
    private final boolean writesBytes;
    private boolean bytes;

    /** One step: hands on the pieces of a piece, and says whether more are wanted. */
    interface Step {
        /** @param first whether the piece begins where the text does */
        boolean split(String text, int start, int end, boolean first, Sink sink);
    }

    /**
     * @param normalizes whether the file has a normalizer
     * @param modelOfBytes whether the model reads bytes by itself, so that ByteLevel need not write them
     * @throws IllegalArgumentException naming what is not supported
     */
    PreTokenizer(JsonNode node, boolean normalizes, boolean modelOfBytes) {
        this.normalizes = normalizes;
        writesBytes = !modelOfBytes;
        if (!node.isNull() && !node.isMissingNode()) {
            add(node);
        }
    }

    /** Whether the pieces are to be read as bytes. */
    boolean bytes() {
        return bytes;
    }

    /**
     * Hands the pieces to the sink until it says false.
     *
     * @param first whether the text is the beginning of what is encoded
     */
    boolean split(String text, boolean first, Sink sink) {
        return text.isEmpty() || split(0, text, 0, text.length(), first, sink);
    }

    private boolean split(int step, String text, int start, int end, boolean first, Sink sink) {
        if (step == steps.size()) {
            return sink.piece(text, start, end);
        }
        Step next = steps.get(step);
        return step + 1 == steps.size()
                ? next.split(text, start, end, first, sink)
                : next.split(text, start, end, first, (t, s, e) -> split(step + 1, t, s, e, false, sink));
    }

    private void add(JsonNode node) {
        String type = node.path("type").asText("none");
        if (bytes) {
            throw new IllegalArgumentException("a pre_tokenizer " + type + " after ByteLevel is not supported");
        }
        switch (type) {
            case "Sequence" -> node.path("pretokenizers").forEach(this::add);
            case "Split" -> steps.add(Steps.split(node));
            case "ByteLevel" -> byteLevel(node);
            case "Metaspace" -> metaspace(node);
            case "Digits" ->
                steps.add(Steps.characters(
                        Characters.NUMERIC,
                        node.path("individual_digits").asBoolean() ? Behavior.ISOLATED : Behavior.CONTIGUOUS));
            case "Punctuation" ->
                steps.add(Steps.characters(
                        Characters.PUNCTUATION,
                        Behavior.of(node.path("behavior").asText("Isolated"))));
            case "WhitespaceSplit" -> steps.add(Steps.characters(Characters.WHITE, Behavior.REMOVED));
            case "Whitespace" -> steps.add(Steps::words);
            case "BertPreTokenizer" -> {
                steps.add(Steps.characters(Characters.WHITE, Behavior.REMOVED));
                steps.add(Steps.characters(Characters.PUNCTUATION, Behavior.ISOLATED));
            }
            case "CharDelimiterSplit" ->
                steps.add(Steps.literal(node.path("delimiter").asText(), Behavior.REMOVED, false));
            default -> throw new IllegalArgumentException("a pre_tokenizer " + type + " is not supported");
        }
    }

    private void byteLevel(JsonNode node) {
        if (node.path("add_prefix_space").asBoolean(true)) {
            steps.add((text, start, end, first, sink) -> text.charAt(start) == ' '
                    ? sink.piece(text, start, end)
                    : sink.piece(" " + text.substring(start, end), 0, end - start + 1));
        }
        if (node.path("use_regex").asBoolean(true)) {
            steps.add(Steps.regex(GPT_2, Behavior.ISOLATED, false));
        }
        if (writesBytes) {
            steps.add((text, start, end, first, sink) -> {
                String written = ByteAlphabet.write(text.substring(start, end));
                return sink.piece(written, 0, written.length());
            });
        }
        bytes = true;
    }

    private void metaspace(JsonNode node) {
        Metaspace metaspace = Metaspace.of(node);
        // the beginning of a text depends on what earlier steps kept
        if (metaspace.onlyFirst() && (normalizes || !steps.isEmpty())) {
            throw new IllegalArgumentException(
                    "a Metaspace with prepend_scheme first after a normalizer or another pre_tokenizer is not supported");
        }
        steps.add(metaspace);
    }
}
