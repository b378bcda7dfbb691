package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How texts that are too long are truncated: {@code truncation} of a {@code tokenizer.json}.
 *
 * @param maxLength most tokens, special ones included
 * @param strategy which text of a pair is truncated
 * @param left whether the beginning is dropped instead of the end
 */
public record Truncation(int maxLength, Strategy strategy, boolean left) {
    /** Which text of a pair is truncated. */
    public enum Strategy {
        LONGEST_FIRST,
        ONLY_FIRST,
        ONLY_SECOND
    }

    /** Truncates the end, in a pair first the end of the longer text. */
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, Strategy.LONGEST_FIRST, false);
    }

    static Truncation of(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        if (node.path("stride").asInt() != 0) {
            throw new IllegalArgumentException("a truncation with a stride is not supported");
        }
        String strategy = node.path("strategy").asText("LongestFirst");
        return new Truncation(
                node.path("max_length").asInt(),
                switch (strategy) {
                    case "LongestFirst" -> Strategy.LONGEST_FIRST;
                    case "OnlyFirst" -> Strategy.ONLY_FIRST;
                    case "OnlySecond" -> Strategy.ONLY_SECOND;
                    default ->
                        throw new IllegalArgumentException(
                                "a truncation with strategy " + strategy + " is not supported");
                },
                node.path("direction").asText("Right").equals("Left"));
    }

    /**
     * Remaining tokens of each text of a pair.
     *
     * @param room tokens for both texts in total
     * @throws IllegalArgumentException if the text to truncate is too short
     */
    int[] lengths(int first, int second, int room) {
        int excess = first + second - room;
        if (excess <= 0) {
            return new int[] {first, second};
        }
        if (room <= 0) {
            return new int[] {0, 0};
        }
        return switch (strategy) {
            case LONGEST_FIRST -> longestFirst(first, second, room);
            case ONLY_FIRST -> new int[] {cut(first, excess, "first"), second};
            case ONLY_SECOND -> new int[] {first, cut(second, excess, "second")};
        };
    }

    private static int[] longestFirst(int first, int second, int room) {
        int shorter = Math.min(first, second);
        int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
            shorter = room / 2;
            longer = shorter + room % 2;
        }
        return first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
    }

    private int cut(int length, int excess, String which) {
        if (length <= excess) {
            throw new IllegalArgumentException("The texts do not fit into " + maxLength + " tokens when only the "
                    + which + " is truncated, which has " + length);
        }
        return length - excess;
    }
}
