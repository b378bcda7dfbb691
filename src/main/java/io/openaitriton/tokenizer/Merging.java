package io.openaitriton.tokenizer;

import java.util.Arrays;

/** Joins the symbols of a piece: always the pair whose merge has the lowest rank, of equals the leftmost, until no pair has one. */
final class Merging {
    /** Up to so many symbols looking at all of them is faster than a heap. */
    private static final int FEW = 40;

    private static final int END = -1;
    private static final int GONE = -2;

    private Merging() {}

    /**
     * Joins symbols in place.
     *
     * @return how many are left
     */
    static int merge(MergeTable table, int[] symbols, int count) {
        return count <= FEW ? few(table, symbols, count) : many(table, symbols, count);
    }

    private static int few(MergeTable table, int[] symbols, int count) {
        if (count < 2) {
            return count;
        }
        long[] merges = new long[count];
        for (int i = 0; i + 1 < count; i++) {
            merges[i] = table.get(symbols[i], symbols[i + 1]);
        }
        int left = count;
        while (true) {
            long lowest = MergeTable.NONE;
            int at = 0;
            for (int i = 0; i + 1 < left; i++) {
                if (merges[i] < lowest) {
                    lowest = merges[i];
                    at = i;
                }
            }
            if (lowest == MergeTable.NONE) {
                return left;
            }
            symbols[at] = MergeTable.id(lowest);
            left--;
            System.arraycopy(symbols, at + 2, symbols, at + 1, left - at - 1);
            System.arraycopy(merges, at + 2, merges, at + 1, left - at - 1);
            if (at + 1 < left) {
                merges[at] = table.get(symbols[at], symbols[at + 1]);
            }
            if (at > 0) {
                merges[at - 1] = table.get(symbols[at - 1], symbols[at]);
            }
        }
    }

    /** With a heap of the pairs, each as its rank and its place. An obsolete pair stays in the heap until it reaches the top. */
    private static int many(MergeTable table, int[] symbols, int count) {
        int[] next = new int[count];
        int[] previous = new int[count];
        LongHeap heap = new LongHeap(count);
        for (int i = 0; i < count; i++) {
            previous[i] = i - 1;
            next[i] = i + 1 < count ? i + 1 : END;
            push(table, symbols, i, next[i], heap);
        }
        while (!heap.isEmpty()) {
            long lowest = heap.poll();
            int at = (int) lowest;
            int right = next[at];
            if (right < 0) {
                continue;
            }
            long merge = table.get(symbols[at], symbols[right]);
            if (merge == MergeTable.NONE || MergeTable.rank(merge) != lowest >>> Integer.SIZE) {
                continue;
            }
            symbols[at] = MergeTable.id(merge);
            next[at] = next[right];
            next[right] = GONE;
            if (next[at] >= 0) {
                previous[next[at]] = at;
                push(table, symbols, at, next[at], heap);
            }
            if (previous[at] >= 0) {
                push(table, symbols, previous[at], at, heap);
            }
        }
        int left = 0;
        for (int at = 0; at >= 0; at = next[at]) {
            symbols[left++] = symbols[at];
        }
        return left;
    }

    private static void push(MergeTable table, int[] symbols, int at, int right, LongHeap heap) {
        if (right < 0) {
            return;
        }
        long merge = table.get(symbols[at], symbols[right]);
        if (merge != MergeTable.NONE) {
            heap.add((long) MergeTable.rank(merge) << Integer.SIZE | at);
        }
    }

    /** A binary heap of numbers, the lowest first. */
    private static final class LongHeap {
        private long[] heap;
        private int size;

        LongHeap(int capacity) {
            heap = new long[capacity];
        }

        boolean isEmpty() {
            return size == 0;
        }

        void add(long value) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            int at = size++;
            while (at > 0 && heap[(at - 1) / 2] > value) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = value;
        }

        long poll() {
            long lowest = heap[0];
            long last = heap[--size];
            int at = 0;
            while (2 * at + 1 < size) {
                int child = 2 * at + 1;
                child = child + 1 < size && heap[child + 1] < heap[child] ? child + 1 : child;
                if (heap[child] >= last) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = last;
            return lowest;
        }
    }
}
