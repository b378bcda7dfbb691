package io.openaitriton.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * SentencePiece's {@code precompiled_charsmap}: texts and what they become, in a double array (darts-clone's) by their bytes. Hugging Face's
 * tokenizers look up user-perceived characters of up to five bytes whole, take the shortest text in the map that it begins with,
 * and replace the whole character with its replacement; longer ones they look up character by character.
 */
final class CharacterMap implements UnaryOperator<String> {
    private static final int MOST_BYTES = 5;
    private static final int UNITS = 0x10000;

    private final int[] trie;
    private final byte[] replacements;
    /** The replacement of a single char. */
    private final String[] singles = new String[UNITS];

    CharacterMap(String base64) {
        byte[] map;
        try {
            map = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its precompiled_charsmap is not base64", e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        int size = map.length < Integer.BYTES ? -1 : buffer.getInt();
        if (size < Integer.BYTES || size > buffer.remaining()) {
            throw new IllegalArgumentException("its precompiled_charsmap is cut off");
        }
        trie = new int[size / Integer.BYTES];
        buffer.asIntBuffer().get(trie);
        int first = Integer.BYTES + trie.length * Integer.BYTES;
        replacements = Arrays.copyOfRange(map, first, map.length);
        for (int c = 1; c < UNITS; c++) {
            singles[c] = Character.isSurrogate((char) c) ? null : find(String.valueOf((char) c), 0, 1);
        }
    }

    @Override
    public String apply(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); ) {
            int end = Graphemes.end(text, i);
            String whole = replacement(text, i, end);
            if (whole == null && changed == null && end - i == 1) {
                i = end;
                continue;
            }
            changed = changed == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : changed;
            if (whole != null) {
                changed.append(whole);
            } else {
                each(text, i, end, changed);
            }
            i = end;
        }
        return changed == null ? text : changed.toString();
    }

    private void each(String text, int start, int end, StringBuilder changed) {
        for (int i = start; i < end; ) {
            int next = i + Character.charCount(text.codePointAt(i));
            String one = next - i == 1 ? singles[text.charAt(i)] : find(text, i, next);
            if (one != null) {
                changed.append(one);
            } else {
                changed.append(text, i, next);
            }
            i = next;
        }
    }

    /** The replacement of a whole user-perceived character, or null. */
    private String replacement(String text, int start, int end) {
        if (end - start == 1) {
            return singles[text.charAt(start)];
        }
        int bytes = 0;
        for (int i = start; i < end && bytes <= MOST_BYTES; ) {
            int c = text.codePointAt(i);
            bytes += Utf8.length(c);
            i += Character.charCount(c);
        }
        return bytes <= MOST_BYTES ? find(text, start, end) : null;
    }

    private String find(String text, int start, int end) {
        int at = offset(trie[0]);
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int length = Utf8.length(c);
            for (int n = 0; n < length; n++) {
                int b = Utf8.at(c, n, length);
                at ^= b;
                if (b == 0 || at >= trie.length || (trie[at] & 0x800000FF) != b) {
                    return null;
                }
                boolean leaf = (trie[at] >>> 8 & 1) == 1;
                at ^= offset(trie[at]);
                if (leaf && at < trie.length) {
                    return replacement(trie[at] & Integer.MAX_VALUE);
                }
            }
        }
        return null;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private String replacement(int start) {
        int end = start;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return start >= end ? "" : new String(replacements, start, end - start, StandardCharsets.UTF_8);
    }
}
