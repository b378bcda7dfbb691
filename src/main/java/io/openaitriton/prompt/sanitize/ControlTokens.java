package io.openaitriton.prompt.sanitize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds a model's control tokens and turn marks in text, and disarms them: a tokenizer reads {@code <|eot_id|>} in a
 * message as the end of the turn, and {@code < |eot_id|>} as text.
 */
final class ControlTokens {
    private final MarkerTrie marks;
    private final boolean[] ascii = new boolean[128];
    private final boolean others;
    private final char[] firsts;

    /** Marks of one character, or of white space only, are left out: text needs them. */
    ControlTokens(Collection<TurnMarker> marks) {
        this.marks = new MarkerTrie(marks.stream()
                .filter(mark -> mark.text().length() > 1 && !mark.text().isBlank())
                .toList());
        firsts = this.marks.firsts();
        boolean beyond = false;
        for (char first : firsts) {
            if (first < ascii.length) {
                ascii[first] = true;
            } else {
                beyond = true;
            }
        }
        others = beyond;
    }

    /** The first mark in the text, or null. */
    TurnMarker find(String text) {
        int at = next(text, 0);
        return at < 0 ? null : marks.at(text, at);
    }

    /** The first mark in texts that will follow each other, or null. */
    TurnMarker find(List<String> texts) {
        for (String text : texts) {
            TurnMarker mark = find(text);
            if (mark != null) {
                return mark;
            }
        }
        return texts.size() == 1 ? null : find(String.join("", texts));
    }

    /** The text with a space after the first character of every mark; the same object when there is none. */
    String neutralise(String text) {
        int at = next(text, 0);
        if (at < 0) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        int from = 0;
        for (; at >= 0; at = next(text, at + 1)) {
            safe.append(text, from, at + 1).append(' ');
            from = at + 1;
        }
        return safe.append(text, from, text.length()).toString();
    }

    /**
     * Texts that will follow each other, so that a mark may begin in one and end in another. Each may also begin a line, because
     * a template may write anything between them.
     */
    List<String> neutralise(List<String> texts) {
        List<String> each = new ArrayList<>(texts.size());
        boolean same = true;
        for (String text : texts) {
            String safe = neutralise(text);
            same &= safe == text;
            each.add(safe);
        }
        List<String> safe = same ? texts : each;
        return texts.size() == 1 ? safe : neutraliseJoined(safe);
    }

    private List<String> neutraliseJoined(List<String> texts) {
        String joined = String.join("", texts);
        int at = next(joined, 0);
        if (at < 0) {
            return texts;
        }
        List<String> safe = new ArrayList<>(texts.size());
        int begin = 0;
        for (String text : texts) {
            int end = begin + text.length();
            StringBuilder part = new StringBuilder(text.length() + 16);
            int from = begin;
            // a mark is broken after its first character, which may be the last of a text
            for (; at >= 0 && at < end; at = next(joined, at + 1)) {
                part.append(joined, from, at + 1).append(' ');
                from = at + 1;
            }
            safe.add(part.append(joined, from, end).toString());
            begin = end;
        }
        return safe;
    }

    private int next(String text, int from) {
        if (from == 0 && !begins(text)) {
            return -1;
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ascii.length ? ascii[c] : others) && marks.at(text, i) != null) {
                return i;
            }
        }
        return -1;
    }

    /** False if no mark begins with any character of the text, which the JDK finds much faster than a loop. */
    private boolean begins(String text) {
        for (char first : firsts) {
            if (text.indexOf(first) >= 0) {
                return true;
            }
        }
        return false;
    }
}
