package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into the pieces that are encoded each by itself. */
final class PreTokenizer {
    private static final Pattern GPT_2 =
            Regex.toJava("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private final List<Step> steps;

    /** Hands the pieces of a text to a sink for as long as that says true, and returns its last word. */
    private interface Step {
        boolean split(String text, Predicate<String> sink);
    }

    private PreTokenizer(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** @throws IllegalArgumentException naming what is not supported */
    static PreTokenizer of(JsonNode node) {
        List<Step> steps = new ArrayList<>();
        if (!add(node, steps, false)) {
            throw new IllegalArgumentException("a pre_tokenizer without ByteLevel is not supported");
        }
        return new PreTokenizer(steps);
    }

    /** Hands the pieces to the sink until it says false; returns whether it never did. */
    boolean split(String text, Predicate<String> sink) {
        return split(0, text, sink);
    }

    private boolean split(int step, String text, Predicate<String> sink) {
        return step == steps.size()
                ? sink.test(text)
                : steps.get(step).split(text, piece -> split(step + 1, piece, sink));
    }

    /** Adds the steps of a node and returns whether the pieces are bytes after it. */
    private static boolean add(JsonNode node, List<Step> steps, boolean bytes) {
        String type = node.path("type").asText("none");
        if (bytes) {
            throw new IllegalArgumentException("a pre_tokenizer " + type + " after ByteLevel is not supported");
        }
        switch (type) {
            case "Sequence" -> {
                boolean end = false;
                for (JsonNode each : node.path("pretokenizers")) {
                    end = add(each, steps, end);
                }
                return end;
            }
            case "Split" -> steps.add(split(node));
            case "Digits" -> {
                Pattern digits = Regex.toJava(node.path("individual_digits").asBoolean() ? "\\p{N}" : "\\p{N}+");
                steps.add((text, sink) -> pieces(digits, true, true, text, sink));
            }
            case "ByteLevel" -> {
                steps.add(byteLevel(
                        node.path("add_prefix_space").asBoolean(true),
                        node.path("use_regex").asBoolean(true)));
                return true;
            }
            default -> throw new IllegalArgumentException("a pre_tokenizer " + type + " is not supported");
        }
        return false;
    }

    private static Step split(JsonNode node) {
        JsonNode regex = node.path("pattern").path("Regex");
        Pattern pattern = regex.isTextual()
                ? Regex.toJava(regex.textValue())
                : Pattern.compile(
                        Pattern.quote(node.path("pattern").path("String").asText()));
        String behavior = node.path("behavior").asText("none");
        boolean invert = node.path("invert").asBoolean();
        return switch (behavior) {
            case "Isolated" -> (text, sink) -> pieces(pattern, true, true, text, sink);
            case "Removed" -> (text, sink) -> pieces(pattern, invert, !invert, text, sink);
            default -> throw new IllegalArgumentException("a Split with behavior " + behavior + " is not supported");
        };
    }

    private static Step byteLevel(boolean prefixSpace, boolean regex) {
        return (text, sink) -> {
            String spaced = prefixSpace && !text.startsWith(" ") ? " " + text : text;
            return regex ? pieces(GPT_2, true, true, spaced, sink) : sink.test(spaced);
        };
    }

    private static boolean pieces(
            Pattern pattern, boolean found, boolean between, String text, Predicate<String> sink) {
        int end = 0;
        for (Matcher matcher = pattern.matcher(NewerUnicode.older(text)); matcher.find(); end = matcher.end()) {
            if (between && matcher.start() > end && !sink.test(text.substring(end, matcher.start()))
                    || found
                            && matcher.end() > matcher.start()
                            && !sink.test(text.substring(matcher.start(), matcher.end()))) {
                return false;
            }
        }
        return !between || end == text.length() || sink.test(text.substring(end));
    }
}
