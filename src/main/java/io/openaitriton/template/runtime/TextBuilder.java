package io.openaitriton.template.runtime;

import io.openaitriton.text.LongText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A text that is put together of pieces. Long pieces, such as the messages of a conversation, are kept as they are until the text is
 * complete. They are then copied once, if at all; a {@link StringBuilder} would copy them each time that it grows.
 */
public final class TextBuilder {
    /** Short pieces are put together to one of at most this length, in characters. */
    private static final int PAGE = 4096;

    private final List<String> complete = new ArrayList<>();
    private final StringBuilder last = new StringBuilder();
    /** Characters of the complete pieces. */
    private int length;

    public void append(String piece) {
        if (piece.length() < LongText.SHORTEST_PIECE) {
            roomFor(piece.length());
            last.append(piece);
            return;
        }
        completeLast();
        complete.add(piece);
        length += piece.length();
    }

    /** Characters so far. */
    public int length() {
        return length + last.length();
    }

    /** Removes everything appended after this position. */
    String takeBack(int start) {
        Deque<String> taken = new ArrayDeque<>();
        completeLast();
        while (length > start) {
            String piece = complete.remove(complete.size() - 1);
            length -= piece.length();
            int kept = Math.max(0, start - length);
            taken.push(piece.substring(kept));
            append(piece.substring(0, kept));
            completeLast();
        }
        return String.join("", taken);
    }

    /** The memory that it holds, in characters. */
    long capacity() {
        return length + last.capacity() + 2L * complete.size();
    }

    private void roomFor(int more) {
        if (last.length() + more > PAGE) {
            completeLast();
        }
    }

    private void completeLast() {
        if (!last.isEmpty()) {
            complete.add(last.toString());
            length += last.length();
            last.setLength(0);
        }
    }

    /** The pieces, in their order. */
    List<String> pieces() {
        completeLast();
        return complete;
    }

    /** The text, which may go on afterwards. */
    @Override
    public String toString() {
        completeLast();
        if (complete.size() > 1) {
            String all = String.join("", complete);
            complete.clear();
            complete.add(all);
        }
        return complete.isEmpty() ? "" : complete.get(0);
    }
}
