package io.openaitriton.tokenizer;

import java.util.Arrays;

/** Tokens by their characters: a tree whose edges are in one hash table, as vocabularies have some hundred thousand of them. */
final class TokenTrie {
    /** The node from which all tokens begin. */
    static final int ROOT = 0;

    static final int NONE = -1;

    private static final int MIX = 0x9E3779B9;

    private final int[] first = new int[1 << Character.SIZE];
    private long[] edges = new long[1 << 10];
    private int[] targets = new int[1 << 10];
    private int[] ids = new int[1 << 10];
    private int nodes = 1;
    private int used;

    TokenTrie() {
        Arrays.fill(first, NONE);
        Arrays.fill(ids, NONE);
    }

    /** Adds a token; one that is there gets the new id. */
    void put(String token, int id) {
        int node = ROOT;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            int next = next(node, c);
            node = next == NONE ? add(node, c) : next;
        }
        ids[node] = id;
    }

    /** The node that a character leads to, or {@link #NONE}. */
    int next(int node, char c) {
        if (node == ROOT) {
            return first[c];
        }
        long edge = edge(node, c);
        int mask = edges.length - 1;
        for (int at = slot(edge, mask); edges[at] != 0; at = at + 1 & mask) {
            if (edges[at] == edge) {
                return targets[at];
            }
        }
        return NONE;
    }

    /** The node that a text leads to, or {@link #NONE}. */
    int walk(String text) {
        int node = ROOT;
        for (int i = 0; i < text.length() && node != NONE; i++) {
            node = next(node, text.charAt(i));
        }
        return node;
    }

    /** The id of the token that ends at a node, or {@link #NONE}. */
    int id(int node) {
        return ids[node];
    }

    private int add(int node, char c) {
        int added = nodes++;
        if (added == ids.length) {
            ids = Arrays.copyOf(ids, added * 2);
            Arrays.fill(ids, added, added * 2, NONE);
        }
        if (node == ROOT) {
            first[c] = added;
            return added;
        }
        if (++used * 2 > edges.length) {
            grow();
        }
        insert(edge(node, c), added);
        return added;
    }

    private void grow() {
        long[] oldEdges = edges;
        int[] oldTargets = targets;
        edges = new long[oldEdges.length * 2];
        targets = new int[oldEdges.length * 2];
        for (int i = 0; i < oldEdges.length; i++) {
            if (oldEdges[i] != 0) {
                insert(oldEdges[i], oldTargets[i]);
            }
        }
    }

    private void insert(long edge, int target) {
        int mask = edges.length - 1;
        int at = slot(edge, mask);
        while (edges[at] != 0) {
            at = at + 1 & mask;
        }
        edges[at] = edge;
        targets[at] = target;
    }

    /** Never 0, as the node is not the root. */
    private static long edge(int node, char c) {
        return (long) node << Character.SIZE | c;
    }

    private static int slot(long edge, int mask) {
        int hash = (int) (edge ^ edge >>> 29) * MIX;
        return (hash ^ hash >>> 15) & mask;
    }
}
