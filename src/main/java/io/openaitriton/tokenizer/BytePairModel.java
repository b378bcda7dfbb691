package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Byte pair encoding, of bytes (as GPT-2's and Llama 3's) or of characters (SentencePiece's, as Llama 2's and Gemma's). */
final class BytePairModel implements TokenModel {
    /** What SentencePiece writes for a space. */
    private static final char MARK = '\u2581';

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final MergeTable merges;
    private final Symbols symbols;
    private final PieceCache cache = new PieceCache();
    private final boolean wholeFirst;
    private final boolean ofBytes;
    private final boolean wordsApart;
    /** Chars of the longest token, or 0 if the length of a text says nothing about its tokens. */
    private final int longest;

    /**
     * @param ofBytes whether pieces are to be written as their bytes first
     * @throws IllegalArgumentException naming the unsupported part
     */
    BytePairModel(JsonNode model, boolean ofBytes) {
        this.ofBytes = ofBytes;
        if (!model.path("vocab").isObject() || !model.path("merges").isArray()) {
            throw new IllegalArgumentException("it has no model with vocab and merges");
        }
        if (model.path("dropout").asDouble() != 0) {
            throw new IllegalArgumentException("dropout is not supported");
        }
        Vocabulary.ids(model, vocabulary::put);
        String prefix = Symbols.text(model, "continuing_subword_prefix");
        boolean[] joined = new boolean[1];
        merges = new MergeTable(
                vocabulary,
                model.get("merges"),
                prefix.length(),
                (left, right) -> joined[0] |= joinsWords(left, right));
        symbols = new Symbols(vocabulary, model, ofBytes);
        wholeFirst = model.path("ignore_merges").asBoolean();
        longest = symbols.complete()
                ? vocabulary.keySet().stream().mapToInt(String::length).max().orElse(0)
                : 0;
        wordsApart = !joined[0]
                && !ofBytes
                && !wholeFirst
                && vocabulary.containsKey(String.valueOf(MARK))
                && prefix.isEmpty()
                && Symbols.text(model, "end_of_word_suffix").isEmpty();
    }

    /**
     * Whether a merge joins the end of a word to the mark of the next. Almost no file has such a merge; without one, words can be
     * encoded one by one.
     */
    private static boolean joinsWords(String left, String right) {
        return !right.isEmpty() && right.charAt(0) == MARK && !left.isEmpty() && left.charAt(left.length() - 1) != MARK;
    }

    @Override
    public void encode(String text, int start, int end, Ids ids) {
        if (!wordsApart) {
            word(text, start, end, ids);
            return;
        }
        int begin = start;
        for (int i = start + 1; i < end && ids.hasRoom(); i++) {
            if (text.charAt(i) == MARK && text.charAt(i - 1) != MARK) {
                word(text, begin, i, ids);
                begin = i;
            }
        }
        if (begin < end && ids.hasRoom()) {
            word(text, begin, end, ids);
        }
    }

    private void word(String text, int start, int end, Ids ids) {
        if (end - start > PieceCache.MAX_LENGTH) {
            longWord(text, start, end, ids);
            return;
        }
        int hash = PieceCache.hash(text, start, end);
        int[] found = cache.get(hash, text, start, end);
        if (found == null) {
            found = join(text, start, end);
            cache.put(hash, text, start, end, found);
        }
        ids.addAll(found, found.length);
    }

    private void longWord(String text, int start, int end, Ids ids) {
        // a character that takes two chars may be one symbol
        if (longest > 0 && (end - start) / 2 / longest > ids.limit() - ids.size()) {
            ids.exceed();
            return;
        }
        for (int at = start; at < end && ids.hasRoom(); ) {
            int next = LongPieces.end(text, at, end);
            int[] found = join(text, at, next);
            ids.addAll(found, found.length);
            at = next;
        }
    }

    private int[] join(String text, int start, int end) {
        if (wholeFirst) {
            String piece = text.substring(start, end);
            Integer whole = vocabulary.get(ofBytes ? ByteAlphabet.write(piece) : piece);
            if (whole != null) {
                return new int[] {whole};
            }
        }
        int[] parts = new int[symbols.most(text, start, end)];
        int count = symbols.of(text, start, end, parts);
        return Arrays.copyOf(parts, Merging.merge(merges, parts, count));
    }

    @Override
    public int id(String token) {
        return vocabulary.getOrDefault(token, -1);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }
}
