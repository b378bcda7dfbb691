package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The merges of a byte pair encoding: which pairs of neighbouring tokens become one, and in what order. */
final class MergeTable {
    /** No merge: it comes after every other. */
    static final long NONE = Long.MAX_VALUE;

    private final long[] pairs;
    private final long[] merges;
    private final int mask;

    /** Takes the two parts of each merge. */
    interface Parts {
        void see(String left, String right);
    }

    /**
     * @param vocabulary ids by token
     * @param list {@code "a b"}, or {@code ["a", "b"]}, in order
     * @param prefix how many characters of the second part are dropped
     * @param parts is shown each merge
     * @throws IllegalArgumentException if the tokens of a merge are not in the vocabulary
     */
    MergeTable(Map<String, Integer> vocabulary, JsonNode list, int prefix, Parts parts) {
        int capacity = Integer.highestOneBit(Math.max(list.size(), 8)) * 4;
        pairs = new long[capacity];
        merges = new long[capacity];
        mask = capacity - 1;
        int rank = 0;
        for (JsonNode pair : list) {
            String text = pair.asText();
            int space = text.indexOf(' ');
            String left = pair.isArray() ? pair.path(0).asText() : text.substring(0, Math.max(space, 0));
            String right = pair.isArray() ? pair.path(1).asText() : text.substring(space + 1);
            Integer first = vocabulary.get(left);
            Integer second = vocabulary.get(right);
            Integer whole = vocabulary.get(left + right.substring(Math.min(prefix, right.length())));
            if (first == null || second == null || whole == null) {
                throw new IllegalArgumentException("the merge " + pair + " has tokens that are not in the vocabulary");
            }
            put(first, second, (long) rank << Integer.SIZE | whole);
            parts.see(left, right);
            rank++;
        }
    }

    /** The rank of the merge of two tokens, with the id of what they become below, or {@link #NONE}. */
    long get(int left, int right) {
        long key = key(left, right);
        for (int at = slot(key); ; at = at + 1 & mask) {
            if (pairs[at] == key) {
                return merges[at];
            }
            if (pairs[at] == 0) {
                return NONE;
            }
        }
    }

    static int id(long merge) {
        return (int) merge;
    }

    static int rank(long merge) {
        return (int) (merge >>> Integer.SIZE);
    }

    private void put(int left, int right, long merge) {
        long key = key(left, right);
        int at = slot(key);
        while (pairs[at] != 0 && pairs[at] != key) {
            at = at + 1 & mask;
        }
        pairs[at] = key;
        merges[at] = merge;
    }

    /** Never 0. */
    private static long key(int left, int right) {
        return (long) (left + 1) << Integer.SIZE | right;
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32 ^ hash >>> 15) & mask;
    }
}
