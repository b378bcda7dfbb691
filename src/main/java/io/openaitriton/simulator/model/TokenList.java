package io.openaitriton.simulator.model;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Tokens of a text, each a word with the white space before it, then numbered ones: {@code " t7"}. */
public final class TokenList extends AbstractList<String> {
    private final List<String> words;
    private final int size;

    private TokenList(List<String> words, int size) {
        this.words = words;
        this.size = size;
    }

    static TokenList of(String text) {
        List<String> words = split(text);
        return new TokenList(words, words.size());
    }

    /** Numbered tokens only: {@code "t1"}, {@code " t2"} and so on. */
    static TokenList numbered(int size) {
        return new TokenList(List.of(), size);
    }

    /** The same tokens, filled up with numbered ones to that size. */
    TokenList atLeast(int wanted) {
        return wanted <= size ? this : new TokenList(words, wanted);
    }

    /** Number of tokens of a text. */
    public static int count(String text) {
        return split(text).size();
    }

    @Override
    public String get(int index) {
        if (index < words.size()) {
            return words.get(index);
        }
        return (index == 0 ? "t" : " t") + (index + 1);
    }

    @Override
    public int size() {
        return size;
    }

    /** Joined, the words are the text again. */
    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            words.add(text.substring(start, at));
            start = at;
        }
        return words;
    }
}
