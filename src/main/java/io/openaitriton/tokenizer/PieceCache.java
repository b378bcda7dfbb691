package io.openaitriton.tokenizer;

/**
 * Tokens of pieces that were met before, as most of a text is of words that come again. A table of fixed size, in which a new piece takes
 * the place of an old one. It needs no lock: an entry is written whole, and whoever misses one finds the tokens again.
 */
final class PieceCache {
    /** Characters of the longest piece that is kept. */
    static final int MAX_LENGTH = 48;

    private static final int SIZE = 1 << 14;

    private final Entry[] entries = new Entry[SIZE];

    private record Entry(int hash, String piece, int[] ids) {}

    static int hash(String text, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash ^ hash >>> 15;
    }

    /** The tokens, or null. */
    int[] get(int hash, String text, int start, int end) {
        Entry entry = entries[hash & SIZE - 1];
        return entry != null
                        && entry.hash == hash
                        && entry.piece.length() == end - start
                        && text.startsWith(entry.piece, start)
                ? entry.ids
                : null;
    }

    void put(int hash, String text, int start, int end, int[] ids) {
        entries[hash & SIZE - 1] = new Entry(hash, text.substring(start, end), ids);
    }
}
