package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The symbols of a piece before merging: a token for each character, or for each byte if the vocabulary is byte-level. A
 * character without a token becomes the tokens of its bytes ({@code byte_fallback}), or the unknown token, or is dropped if there
 * is none.
 */
final class Symbols {
    private static final int NONE = -1;
    private static final int FAST = 0x3000;

    private final Map<String, Integer> vocabulary;
    private final boolean ofBytes;
    private final String prefix;
    private final String suffix;
    /** Ids by byte or by character, for the first of several, one between, the last and an only one. */
    private final int[][] ids = new int[4][];

    private final Map<Integer, Integer> others = new HashMap<>();
    private final int[] fallback;
    private final boolean unknownIsFused;
    private final int unknown;

    Symbols(Map<String, Integer> vocabulary, JsonNode model, boolean ofBytes) {
        this.vocabulary = vocabulary;
        this.ofBytes = ofBytes;
        prefix = text(model, "continuing_subword_prefix");
        suffix = text(model, "end_of_word_suffix");
        boolean wholeWords = !prefix.isEmpty() || !suffix.isEmpty();
        fallback = model.path("byte_fallback").asBoolean() ? fallback() : null;
        if (fallback != null && wholeWords) {
            throw new IllegalArgumentException(
                    "byte_fallback with continuing_subword_prefix or end_of_word_suffix is not supported");
        }
        for (int place = 0; place < ids.length; place++) {
            ids[place] = place > 0 && !wholeWords ? ids[0] : table(place);
        }
        if (!ofBytes && !wholeWords) {
            vocabulary.forEach((token, id) -> {
                if (!token.isEmpty() && token.codePointCount(0, token.length()) == 1) {
                    others.put(token.codePointAt(0), id);
                }
            });
        }
        unknownIsFused = model.path("fuse_unk").asBoolean();
        unknown = unknown(model);
    }

    private int unknown(JsonNode model) {
        String token =
                model.path("unk_token").isTextual() ? model.path("unk_token").textValue() : null;
        if (token == null) {
            return NONE;
        }
        boolean needed = ofBytes
                ? Arrays.stream(ids).flatMapToInt(Arrays::stream).anyMatch(id -> id == NONE)
                : fallback == null || Arrays.stream(fallback).anyMatch(id -> id == NONE);
        Integer id = vocabulary.get(token);
        if (id == null && needed) {
            throw new IllegalArgumentException("its unk_token '" + token + "' is not in its vocabulary");
        }
        return id == null ? NONE : id;
    }

    /** The text of a field that may be null or absent. */
    static String text(JsonNode model, String field) {
        return model.path(field).isTextual() ? model.path(field).textValue() : "";
    }

    private int[] fallback() {
        int[] tokens = new int[256];
        Arrays.setAll(tokens, b -> vocabulary.getOrDefault("<0x%02X>".formatted(b), NONE));
        return tokens;
    }

    private int[] table(int place) {
        int[] table = new int[ofBytes ? 256 : FAST];
        Arrays.setAll(table, i -> lookUp(String.valueOf(ofBytes ? ByteAlphabet.character(i) : (char) i), place));
        return table;
    }

    private int lookUp(String character, int place) {
        return vocabulary.getOrDefault(
                ((place & 1) == 0 ? "" : prefix) + character + ((place & 2) == 0 ? "" : suffix), NONE);
    }

    /** Puts the symbols of a piece into an array of at least {@link #most}, and returns how many there are. */
    int of(String text, int start, int end, int[] symbols) {
        return ofBytes ? bytes(text, start, end, symbols) : characters(text, start, end, symbols);
    }

    /** Whether no character of a text is dropped or joined to others as unknown. */
    boolean complete() {
        return Arrays.stream(ofBytes ? ids[1] : fallback == null ? new int[] {NONE} : fallback)
                .noneMatch(id -> id == NONE);
    }

    /** At most so many symbols a piece has. */
    int most(String text, int start, int end) {
        return (end - start) * (ofBytes || fallback != null ? 3 : 1);
    }

    private int bytes(String text, int start, int end, int[] symbols) {
        Writer writer = new Writer(symbols);
        for (int i = start; i < end; ) {
            char c = text.charAt(i);
            if (c < 0x80) {
                i++;
                writer.add(ids[place(i - 1 == start, i == end)][c]);
                continue;
            }
            int codePoint = codePoint(text, i, end);
            boolean first = i == start;
            i += Character.charCount(codePoint);
            int length = Utf8.length(codePoint);
            for (int n = 0; n < length; n++) {
                int b = Utf8.at(codePoint, n, length);
                writer.add(ids[place(first && n == 0, i == end && n + 1 == length)][b]);
            }
        }
        return writer.end();
    }

    private int characters(String text, int start, int end, int[] symbols) {
        Writer writer = new Writer(symbols);
        for (int i = start; i < end; ) {
            int codePoint = codePoint(text, i, end);
            boolean first = i == start;
            i += Character.charCount(codePoint);
            int place = place(first, i == end);
            int id = codePoint < FAST ? ids[place][codePoint] : other(codePoint, place);
            if (id != NONE || fallback == null || !writer.addBytes(codePoint)) {
                writer.add(id);
            }
        }
        return writer.end();
    }

    private int other(int codePoint, int place) {
        return prefix.isEmpty() && suffix.isEmpty()
                ? others.getOrDefault(codePoint, NONE)
                : lookUp(Character.toString(codePoint), place);
    }

    /** An unpaired surrogate is not a character; Java writes it as a question mark. */
    private static int codePoint(String text, int at, int end) {
        char c = text.charAt(at);
        if (!Character.isSurrogate(c)) {
            return c;
        }
        return Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1))
                ? Character.toCodePoint(c, text.charAt(at + 1))
                : '?';
    }

    private static int place(boolean first, boolean last) {
        return (first ? 0 : 1) | (last ? 2 : 0);
    }

    /** Writes symbols; an unknown one waits for the next that is known, which is when others join it. */
    private final class Writer {
        private final int[] symbols;
        private int count;
        private boolean pending;

        Writer(int[] symbols) {
            this.symbols = symbols;
        }

        void add(int id) {
            if (id != NONE) {
                flush();
                symbols[count++] = id;
            } else if (unknown != NONE) {
                if (pending && !unknownIsFused) {
                    symbols[count++] = unknown;
                }
                pending = true;
            }
        }

        boolean addBytes(int codePoint) {
            int length = Utf8.length(codePoint);
            for (int n = 0; n < length; n++) {
                if (fallback[Utf8.at(codePoint, n, length)] == NONE) {
                    return false;
                }
            }
            for (int n = 0; n < length; n++) {
                symbols[count++] = fallback[Utf8.at(codePoint, n, length)];
            }
            return true;
        }

        int end() {
            flush();
            return count;
        }

        private void flush() {
            if (pending) {
                symbols[count++] = unknown;
                pending = false;
            }
        }
    }
}
