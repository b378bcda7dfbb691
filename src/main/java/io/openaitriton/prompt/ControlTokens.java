package io.openaitriton.prompt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a model's control tokens in text, and takes their power: a tokenizer reads {@code <|eot_id|>} in a message as
 * the end of the turn, and {@code < |eot_id|>} as text.
 */
final class ControlTokens {
    private final Map<Character, List<String>> byFirst = new HashMap<>();
    private final boolean[] ascii = new boolean[128];
    private final char[] firsts;

    /** Tokens of one character, or of white space only, are left out: text needs them. */
    ControlTokens(Collection<String> tokens) {
        for (String token : tokens) {
            if (token.length() > 1 && !token.isBlank()) {
                char first = token.charAt(0);
                byFirst.computeIfAbsent(first, c -> new ArrayList<>()).add(token);
                if (first < ascii.length) {
                    ascii[first] = true;
                }
            }
        }
        firsts = new char[byFirst.size()];
        int i = 0;
        for (char first : byFirst.keySet()) {
            firsts[i++] = first;
        }
    }

    /** The first token in the text, or null. */
    String find(String text) {
        int at = next(text, 0);
        return at < 0 ? null : tokenAt(text, at);
    }

    /** The text with a space after the first character of every token; the same object when there is none. */
    String neutralise(String text) {
        int at = next(text, 0);
        return at < 0 ? text : neutralise(List.of(text)).get(0);
    }

    /** Texts that will stand one after the other, so that a token may begin in one and end in another. */
    List<String> neutralise(List<String> texts) {
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
            // a token is broken after its first character, which may be the last of a text
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
            if ((c < ascii.length ? ascii[c] : byFirst.containsKey(c)) && tokenAt(text, i) != null) {
                return i;
            }
        }
        return -1;
    }

    /** False when no token begins with any character of the text, which the JDK finds out much faster than a loop. */
    private boolean begins(String text) {
        for (char first : firsts) {
            if (text.indexOf(first) >= 0) {
                return true;
            }
        }
        return false;
    }

    private String tokenAt(String text, int at) {
        for (String token : byFirst.get(text.charAt(at))) {
            if (text.startsWith(token, at)) {
                return token;
            }
        }
        return null;
    }
}
