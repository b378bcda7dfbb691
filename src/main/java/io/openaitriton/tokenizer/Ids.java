package io.openaitriton.tokenizer;

import java.util.Arrays;

/** Collects ids of tokens. Above the limit they are only counted, and encoding may stop. */
final class Ids {
    private static final int FIRST = 64;

    private final int limit;
    private int[] ids;
    private int size;

    Ids(int limit) {
        this.limit = limit;
        ids = new int[Math.min(limit, FIRST)];
    }

    void add(int id) {
        if (size < limit) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, (int) Math.min(limit, size * 2L));
            }
            ids[size] = id;
        }
        size++;
    }

    void addAll(int[] more, int count) {
        if (size + (long) count <= ids.length) {
            System.arraycopy(more, 0, ids, size, count);
            size += count;
        } else {
            for (int i = 0; i < count; i++) {
                add(more[i]);
            }
        }
    }

    /** Counts tokens beyond the limit without naming them. */
    void exceed() {
        size = Math.max(size, limit) + 1;
    }

    /** Whether more tokens are needed. */
    boolean hasRoom() {
        return size <= limit;
    }

    int limit() {
        return limit;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, Math.min(size, limit));
    }
}
