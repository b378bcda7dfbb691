package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Tokens that are looked for in the text itself, before it is split: the control tokens, and others that were added. */
final class AddedTokens {
    private final Node root = new Node();

    private record Token(int length, boolean singleWord, boolean leftStrip, boolean rightStrip) {}

    /** A tree by characters, as some vocabularies have a thousand tokens that begin alike. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>();
        private Token token;
    }

    /**
     * @param list the file's {@code added_tokens}
     * @param normalized whether to take those that are looked for in normalized text, or the others
     */
    AddedTokens(JsonNode list, boolean normalized) {
        for (JsonNode token : list) {
            String content = token.path("content").asText();
            if (content.isEmpty() || token.path("normalized").asBoolean() != normalized) {
                continue;
            }
            Node node = root;
            for (char c : content.toCharArray()) {
                node = node.next.computeIfAbsent(c, any -> new Node());
            }
            node.token = new Token(
                    content.length(),
                    token.path("single_word").asBoolean(),
                    token.path("lstrip").asBoolean(),
                    token.path("rstrip").asBoolean());
        }
    }

    /**
     * Tells of each token and of the text between them, in order, until one of the two says false.
     *
     * @return whether none did
     */
    boolean split(String text, Predicate<String> between, BooleanSupplier found) {
        if (root.next.isEmpty()) {
            return text.isEmpty() || between.test(text);
        }
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            Token token = longest(text, at);
            if (token == null) {
                at++;
                continue;
            }
            int end = at + token.length;
            if (token.singleWord && (at > 0 && isWord(text.codePointBefore(at)) || isWordAt(text, end))) {
                at = end;
                continue;
            }
            int start = token.leftStrip ? spaceBefore(text, at, done) : at;
            end = token.rightStrip ? spaceAfter(text, end) : end;
            if (start > done && !between.test(text.substring(done, start)) || !found.getAsBoolean()) {
                return false;
            }
            done = end;
            at = end;
        }
        return done == text.length() || between.test(text.substring(done));
    }

    private Token longest(String text, int at) {
        Token longest = null;
        Node node = root.next.get(text.charAt(at));
        for (int i = at + 1; node != null; i++) {
            longest = node.token == null ? longest : node.token;
            node = i < text.length() ? node.next.get(text.charAt(i)) : null;
        }
        return longest;
    }

    private static int spaceBefore(String text, int end, int from) {
        int start = end;
        while (start > from && isSpace(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int spaceAfter(String text, int start) {
        int end = start;
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static boolean isWordAt(String text, int at) {
        return at < text.length() && isWord(text.codePointAt(at));
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '_';
    }
}
