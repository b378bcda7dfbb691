package io.openaitriton.prompt.sanitize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A trie of marks, so that a search costs no more for a thousand marks than for one: some tokenizers have that many, and some
 * texts have a bracket in every word.
 */
public final class MarkerTrie {
    private static final int MAX_DIGITS = 9;

    private final Node root = new Node();

    public MarkerTrie(Collection<TurnMarker> marks) {
        for (TurnMarker mark : marks) {
            Node node = root;
            for (int i = 0; i < mark.text().length(); i++) {
                char c = mark.text().charAt(i);
                boolean digit = mark.numbered() && isDigit(c);
                if (!digit || i == 0 || !isDigit(mark.text().charAt(i - 1))) {
                    node = digit ? node.number() : node.next(c);
                }
            }
            node.ends.add(mark);
        }
    }

    /** The characters that marks begin with. */
    char[] firsts() {
        return Arrays.copyOf(root.keys, root.size);
    }

    /** The mark that begins at this index of a text, or null. */
    public TurnMarker at(String text, int from) {
        return find(root, text, from, from);
    }

    private static TurnMarker find(Node start, String text, int from, int at) {
        Node node = start;
        for (int i = at; ; i++) {
            for (TurnMarker mark : node.ends) {
                if (mark.isMeant(text, from, i)) {
                    return mark;
                }
            }
            if (i == text.length()) {
                return null;
            }
            if (node.number != null && isDigit(text.charAt(i))) {
                TurnMarker numbered = find(node.number, text, from, afterDigits(text, i));
                if (numbered != null) {
                    return numbered;
                }
            }
            node = node.get(text.charAt(i));
            if (node == null) {
                return null;
            }
        }
    }

    /** The most digits that are read, so that a text of digits is not read again for each of them. */
    private static int afterDigits(String text, int from) {
        int to = from;
        while (to < text.length() && to < from + MAX_DIGITS && isDigit(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static final class Node {
        private final List<TurnMarker> ends = new ArrayList<>(0);
        private char[] keys = new char[1];
        private Node[] nodes = new Node[1];
        private int size;
        private Node number;

        Node get(char c) {
            int at = Arrays.binarySearch(keys, 0, size, c);
            return at < 0 ? null : nodes[at];
        }

        Node next(char c) {
            int at = Arrays.binarySearch(keys, 0, size, c);
            if (at >= 0) {
                return nodes[at];
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                nodes = Arrays.copyOf(nodes, 2 * size);
            }
            int to = -at - 1;
            System.arraycopy(keys, to, keys, to + 1, size - to);
            System.arraycopy(nodes, to, nodes, to + 1, size - to);
            keys[to] = c;
            nodes[to] = new Node();
            size++;
            return nodes[to];
        }

        Node number() {
            if (number == null) {
                number = new Node();
            }
            return number;
        }
    }
}
