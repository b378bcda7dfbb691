package io.openaitriton.tokenizer;

/**
 * A cache of the tokens of pieces, because most words of a text occur again. It is a table of fixed size, in which a new piece
 * replaces an old one. It needs no lock: entries are written atomically, and after a miss the tokens are computed again.
 */
final class PieceCache {
    /** Longest piece in the cache, in characters. */
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
