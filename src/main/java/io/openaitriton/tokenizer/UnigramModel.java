package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unigram, SentencePiece's model in T5 and XLM-RoBERTa: finds the split of a piece into tokens with the best total score, with
 * Viterbi's algorithm.
 */
final class UnigramModel implements TokenModel {
    /** How much worse than the worst token is a character that is in none. */
    private static final double UNKNOWN_PENALTY = 10;

    private final TokenTrie trie = new TokenTrie();
    private final PieceCache cache = new PieceCache();
    private final double[] scores;
    private final int unknown;
    private final double unknownScore;
    private final int[] bytes;

    UnigramModel(JsonNode model) {
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isArray()) {
            throw new IllegalArgumentException("its Unigram model has no vocab");
        }
        scores = new double[vocabulary.size()];
        double worst = Double.POSITIVE_INFINITY;
        int id = 0;
        for (JsonNode token : vocabulary) {
            scores[id] = Score.of(token.path(1));
            worst = Math.min(worst, scores[id]);
            trie.put(token.path(0).asText(), id++);
        }
        unknownScore = worst - UNKNOWN_PENALTY;
        unknown = model.path("unk_id").asInt(-1);
        if (unknown < 0 || unknown >= scores.length) {
            throw new IllegalArgumentException("its Unigram model has no unk_id in its vocab");
        }
        bytes = model.path("byte_fallback").asBoolean() ? byteTokens() : null;
    }

    private int[] byteTokens() {
        int[] tokens = new int[256];
        Arrays.setAll(tokens, b -> id("<0x%02X>".formatted(b)));
        return tokens;
    }

    @Override
    public void encode(String text, int start, int end, Ids ids) {
        if (end - start <= PieceCache.MAX_LENGTH) {
            int hash = PieceCache.hash(text, start, end);
            int[] found = cache.get(hash, text, start, end);
            if (found == null) {
                Ids fresh = new Ids(Integer.MAX_VALUE);
                best(text, start, end, fresh);
                found = fresh.toArray();
                cache.put(hash, text, start, end, found);
            }
            ids.addAll(found, found.length);
            return;
        }
        for (int at = start; at < end && ids.hasRoom(); ) {
            int next = LongPieces.end(text, at, end);
            best(text, at, next, ids);
            at = next;
        }
    }

    private void best(String text, int start, int end, Ids ids) {
        int length = end - start;
        double[] score = new double[length + 1];
        int[] id = new int[length + 1];
        int[] from = new int[length + 1];
        Arrays.fill(from, -1);
        for (int at = 0; at < length; ) {
            int one = Character.charCount(text.codePointAt(start + at));
            one = Math.min(one, length - at);
            boolean single = false;
            int node = TokenTrie.ROOT;
            for (int i = at; i < length; ) {
                node = trie.next(node, text.charAt(start + i++));
                if (node == TokenTrie.NONE) {
                    break;
                }
                int token = trie.id(node);
                if (token != TokenTrie.NONE) {
                    double sum = scores[token] + score[at];
                    if (from[i] < 0 || sum > score[i]) {
                        score[i] = sum;
                        id[i] = token;
                        from[i] = at;
                    }
                    single |= i - at == one;
                }
            }
            if (!single) {
                double sum = unknownScore + score[at];
                int i = at + one;
                if (from[i] < 0 || sum > score[i]) {
                    score[i] = sum;
                    id[i] = unknown;
                    from[i] = at;
                }
            }
            at += one;
        }
        // the way back, turned around in the same array
        int steps = 0;
        for (int at = length; at > 0; at = from[at]) {
            steps++;
        }
        int[] ends = new int[steps];
        for (int at = length; at > 0; at = from[at]) {
            ends[--steps] = at;
        }
        for (int i = 0; i < ends.length; i++) {
            int begin = from[ends[i]];
            if (id[ends[i]] != unknown) {
                ids.add(id[ends[i]]);
                continue;
            }
            while (i + 1 < ends.length && id[ends[i + 1]] == unknown) {
                i++;
            }
            unknown(text, start + begin, start + ends[i], ids);
        }
    }

    /** A run of characters without a token becomes one unknown token, or its bytes. */
    private void unknown(String text, int start, int end, Ids ids) {
        String run = text.substring(start, end);
        int whole = id(run);
        if (whole >= 0 || bytes == null) {
            ids.add(whole >= 0 ? whole : unknown);
            return;
        }
        byte[] utf8 = run.getBytes(StandardCharsets.UTF_8);
        for (byte b : utf8) {
            if (bytes[b & 0xFF] < 0) {
                ids.add(unknown);
                return;
            }
        }
        for (byte b : utf8) {
            ids.add(bytes[b & 0xFF]);
        }
    }

    @Override
    public int id(String token) {
        int node = trie.walk(token);
        return node == TokenTrie.NONE ? -1 : trie.id(node);
    }

    @Override
    public int size() {
        return scores.length;
    }
}
