package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The merges of a byte pair encoding: which pairs of neighbouring tokens become one, and in what order. */
final class Merges {
    private final Map<String, Integer> vocabulary;
    private final Map<Long, Merge> merges = new HashMap<>();
    private final Map<String, Made> made = new HashMap<>();

    private record Merge(int rank, String token) {}

    /** The merges that make a token: how many, and the ranks of the first and the last. */
    private record Made(int count, int first, int last) {
        Made and(int rank) {
            return new Made(count + 1, first, rank);
        }
    }

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
            String left = pair.isArray() ? pair.path(0).asText() : text.substring(0, Math.max(space, 0));
            String right = pair.isArray() ? pair.path(1).asText() : text.substring(space + 1);
            String token = left + right;
            if (!vocabulary.containsKey(left) || !vocabulary.containsKey(right) || !vocabulary.containsKey(token)) {
                throw new IllegalArgumentException("the merge " + pair + " is not of tokens in the vocabulary");
            }
            if (merges.put(key(left, right), new Merge(rank, token)) != null) {
                throw new IllegalArgumentException("the merge " + pair + " is there twice");
            }
            Made before = made.get(token);
            made.put(token, before == null ? new Made(1, rank, rank) : before.and(rank));
            rank++;
        }
    }

    /** The rank of a token by the first merge that makes it, or null when none does. */
    Integer rank(String token) {
        Made merged = made.get(token);
        return merged == null ? null : (Integer) merged.first;
    }

    /** The tokens of a text in the byte alphabet: the merge of lowest rank comes first, and of equals the leftmost. */
    List<String> encode(String text) {
        return encode(text, Integer.MAX_VALUE);
    }

    /**
     * Whether joining any two neighbours that make this token does the same as its merges do.
     *
     * <p>It does in two cases. When the merges before it make of the token's own text just the two parts of one of its merges:
     * so they do wherever that text stands between two ends of tokens, and other parts never meet. That is how merges come
     * from training. Or when each way to part the token in two is a merge, one after another: so they are written where a
     * list of merges was made from ranks.
     */
    boolean followsFromRank(String token) {
        Made merged = made.get(token);
        List<String> parts = encode(token, merged.first);
        if (parts.size() == 2 && merges.containsKey(key(parts.get(0), parts.get(1)))) {
            return true;
        }
        if (merged.last - merged.first + 1 != merged.count) {
            return false;
        }
        for (int i = 1; i < token.length(); i++) {
            String left = token.substring(0, i);
            String right = token.substring(i);
            if (isToken(left) && isToken(right) && !merges.containsKey(key(left, right))) {
                return false;
            }
        }
        return true;
    }

    private boolean isToken(String text) {
        return text.length() == 1 || made.containsKey(text);
    }

    private List<String> encode(String text, int below) {
        List<String> parts = new ArrayList<>(text.length());
        for (int i = 0; i < text.length(); i++) {
            parts.add(text.substring(i, i + 1));
        }
        while (true) {
            int at = -1;
            int lowest = below;
            for (int i = 0; i + 1 < parts.size(); i++) {
                Merge merge = merges.get(key(parts.get(i), parts.get(i + 1)));
                if (merge != null && merge.rank < lowest) {
                    lowest = merge.rank;
                    at = i;
                }
            }
            if (at < 0) {
                return parts;
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }

    private long key(String left, String right) {
        return (long) vocabulary.get(left) << 32 | vocabulary.get(right);
    }
}
