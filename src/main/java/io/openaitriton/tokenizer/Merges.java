package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The merges of a byte pair encoding: which pairs of neighbouring tokens become one, and in what order. */
final class Merges {
    private static final int NONE = Integer.MAX_VALUE;

    private final Map<String, Integer> vocabulary;
    private final Map<Long, Merge> merges = new HashMap<>();
    private final Map<Integer, Made> made = new HashMap<>();

    /** A merge and the id of what it makes. */
    private record Merge(int rank, int id) {}

    /** The merges that make a token: how many, and the ranks of the first and the last. */
    private record Made(int count, int first, int last) {}

    /**
     * @param vocabulary ids by token
     * @param list {@code "a b"}, or {@code ["a", "b"]}, in order
     * @throws IllegalArgumentException when a merge is not one of tokens of the vocabulary
     */
    Merges(Map<String, Integer> vocabulary, JsonNode list) {
        this.vocabulary = vocabulary;
        int rank = 0;
        for (JsonNode pair : list) {
            String text = pair.asText();
            int space = text.indexOf(' ');
            String first = pair.isArray() ? pair.path(0).asText() : text.substring(0, Math.max(space, 0));
            String second = pair.isArray() ? pair.path(1).asText() : text.substring(space + 1);
            Integer left = vocabulary.get(first);
            Integer right = vocabulary.get(second);
            Integer id = vocabulary.get(first + second);
            if (left == null || right == null || id == null) {
                throw new IllegalArgumentException("the merge " + pair + " is not of tokens in the vocabulary");
            }
            if (merges.put(key(left, right), new Merge(rank, id)) != null) {
                throw new IllegalArgumentException("the merge " + pair + " is there twice");
            }
            Made before = made.get(id);
            made.put(id, before == null ? new Made(1, rank, rank) : new Made(before.count + 1, before.first, rank));
            rank++;
        }
    }

    /** The rank of a token by the first merge that makes it, or null when none does. */
    Integer rank(String token) {
        Made merged = made.get(vocabulary.get(token));
        return merged == null ? null : (Integer) merged.first;
    }

    /**
     * Number of tokens that a token's own text becomes, which is not always one.
     *
     * @throws IllegalArgumentException when joining any two neighbours that make this token is not what its merges do
     */
    int encodeByRank(String token) {
        Made merged = made.get(vocabulary.get(token));
        // When the merges before it make of its text just the two parts of one of its merges, so they do wherever that
        // text
        // stands between two ends of tokens, and no other parts ever meet. That is how merges come from training.
        int[] parts = encode(token, merged.first);
        if (parts.length == 2 && merges.containsKey(key(parts[0], parts[1]))) {
            return 1;
        }
        // Or else any two parts may be joined, as where a list of merges was made from ranks
        if (merged.last - merged.first + 1 != merged.count || !hasAllSplits(token)) {
            throw new IllegalArgumentException(
                    "its merges cannot be told by the order of its tokens, as that of '" + token + "'");
        }
        return encode(token, NONE).length;
    }

    private boolean hasAllSplits(String token) {
        for (int i = 1; i < token.length(); i++) {
            Integer left = token(token.substring(0, i));
            Integer right = token(token.substring(i));
            if (left != null && right != null && !merges.containsKey(key(left, right))) {
                return false;
            }
        }
        return true;
    }

    private Integer token(String text) {
        Integer id = vocabulary.get(text);
        return text.length() == 1 || made.containsKey(id) ? id : null;
    }

    /** The lowest rank comes first, and of equals the leftmost, of the ranks below a bound. */
    private int[] encode(String text, int below) {
        int count = text.length();
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            Integer id = vocabulary.get(text.substring(i, i + 1));
            if (id == null) {
                throw new IllegalArgumentException("its merges make '" + text + "' of bytes that are no tokens");
            }
            ids[i] = id;
        }
        int[] ranks = new int[count];
        for (int i = 0; i < count; i++) {
            ranks[i] = rank(ids, i, count);
        }
        while (true) {
            int at = -1;
            int lowest = below;
            for (int i = 0; i < count; i++) {
                if (ranks[i] < lowest) {
                    lowest = ranks[i];
                    at = i;
                }
            }
            if (at < 0) {
                return Arrays.copyOf(ids, count);
            }
            ids[at] = merges.get(key(ids[at], ids[at + 1])).id;
            count--;
            System.arraycopy(ids, at + 2, ids, at + 1, count - at - 1);
            System.arraycopy(ranks, at + 2, ranks, at + 1, count - at - 1);
            ranks[at] = rank(ids, at, count);
            if (at > 0) {
                ranks[at - 1] = rank(ids, at - 1, count);
            }
        }
    }

    /** Rank of the merge of a token with the next, if there is one. */
    private int rank(int[] ids, int at, int count) {
        Merge merge = at + 1 < count ? merges.get(key(ids[at], ids[at + 1])) : null;
        return merge == null ? NONE : merge.rank;
    }

    /** Multiplied, which keeps keys apart, as a {@code Long} of two numbers hashes to what they differ in. */
    private static long key(int left, int right) {
        return ((long) left << 32 | right) * 0x9E3779B97F4A7C15L;
    }
}
