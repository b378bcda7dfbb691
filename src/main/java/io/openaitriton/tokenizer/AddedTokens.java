package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tokens that are searched in the text itself, before it is split: the control tokens, and other added tokens. */
final class AddedTokens {
    private final TokenTrie trie = new TokenTrie();
    private final BitSet beginnings = new BitSet();
    private final List<Token> tokens = new ArrayList<>();

    /** One token, as the file describes it. */
    private record Token(
            String text, int id, boolean normalized, boolean singleWord, boolean leftStrip, boolean rightStrip) {}

    /** Takes the id of a token, and says whether more are wanted. */
    interface Found {
        boolean token(int id);
    }

    /** Takes the text between tokens, and whether it begins where the whole text does; says whether more is wanted. */
    interface Between {
        boolean text(String text, boolean first);
    }

    /** The ids of the file's {@code added_tokens}: those of the model's vocabulary, or else new ones after it. */
    static Map<String, Integer> ids(JsonNode list, TokenModel model) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        int next = model.size();
        for (JsonNode token : list) {
            String content = token.path("content").asText();
            if (!content.isEmpty() && !ids.containsKey(content)) {
                int known = model.id(content);
                ids.put(content, known < 0 ? next++ : known);
            }
        }
        return ids;
    }

    /**
     * @param list the file's {@code added_tokens}
     * @param ids their ids
     * @param normalized whether to take those that are looked for in normalized text, or the others
     * @param normalization is done to the former too
     */
    AddedTokens(JsonNode list, Map<String, Integer> ids, boolean normalized, UnaryOperator<String> normalization) {
        Map<Integer, Token> byId = new LinkedHashMap<>();
        for (JsonNode token : list) {
            String content = token.path("content").asText();
            if (!content.isEmpty()) {
                // the last of repeated entries counts
                byId.put(
                        ids.get(content),
                        new Token(
                                content,
                                ids.get(content),
                                token.path("normalized").asBoolean(),
                                token.path("single_word").asBoolean(),
                                token.path("lstrip").asBoolean(),
                                token.path("rstrip").asBoolean()));
            }
        }
        for (Token token : byId.values()) {
            if (token.normalized == normalized) {
                add(token, normalized ? normalization.apply(token.text) : token.text);
            }
        }
    }

    private void add(Token token, String text) {
        if (!text.isEmpty()) {
            trie.put(text, tokens.size());
            tokens.add(token);
            beginnings.set(text.charAt(0));
        }
    }

    /**
     * Passes on each token and the text between tokens, in order, until one of the two returns false.
     *
     * @param first whether the text begins where the whole text does
     * @return whether none did
     */
    boolean split(String text, boolean first, Between between, Found found) {
        int done = 0;
        for (int at = 0; at < text.length() && !tokens.isEmpty(); ) {
            if (!beginnings.get(text.charAt(at))) {
                at++;
                continue;
            }
            int end = longest(text, at);
            if (end < 0) {
                at++;
                continue;
            }
            Token token = tokens.get(trie.id(walk(text, at, end)));
            if (token.singleWord && (at > 0 && isWord(text.codePointBefore(at)) || isWordAt(text, end))) {
                at = end;
                continue;
            }
            int start = token.leftStrip ? Math.max(spaceBefore(text, at), done) : at;
            if (start > done && !between.text(text.substring(done, start), first && done == 0)
                    || !found.token(token.id)) {
                return false;
            }
            // the search continues at the token's end, even if the token takes the white space after it
            done = token.rightStrip ? spaceAfter(text, end) : end;
            at = end;
        }
        return done == text.length() || between.text(done == 0 ? text : text.substring(done), first && done == 0);
    }

    /** Where the longest token ends that begins at a place, or -1. */
    private int longest(String text, int at) {
        int longest = -1;
        int node = TokenTrie.ROOT;
        for (int i = at; i < text.length(); ) {
            node = trie.next(node, text.charAt(i++));
            if (node == TokenTrie.NONE) {
                break;
            }
            longest = trie.id(node) == TokenTrie.NONE ? longest : i;
        }
        return longest;
    }

    private int walk(String text, int start, int end) {
        int node = TokenTrie.ROOT;
        for (int i = start; i < end; i++) {
            node = trie.next(node, text.charAt(i));
        }
        return node;
    }

    private static int spaceBefore(String text, int end) {
        int start = end;
        while (start > 0 && Characters.is(text.charAt(start - 1), Characters.WHITE)) {
            start--;
        }
        return start;
    }

    private static int spaceAfter(String text, int start) {
        int end = start;
        while (end < text.length() && Characters.is(text.charAt(end), Characters.WHITE)) {
            end++;
        }
        return end;
    }

    private static boolean isWordAt(String text, int at) {
        return at < text.length() && isWord(text.codePointAt(at));
    }

    private static boolean isWord(int codePoint) {
        return Characters.is(codePoint, Characters.WORD);
    }
}
