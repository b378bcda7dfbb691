package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/** WordPiece, BERT's model: the longest token that a word begins with, then the longest that goes on, marked by a prefix. */
final class WordPieceModel implements TokenModel {
    private static final int MOST_CHARACTERS = 100;

    private final TokenTrie trie = new TokenTrie();
    private final int size;
    private final int continuing;
    private final int unknown;
    private final int mostCharacters;

    WordPieceModel(JsonNode model) {
        size = Vocabulary.ids(model, trie::put);
        String prefix = model.path("continuing_subword_prefix").asText("##");
        continuing = trie.walk(prefix);
        unknown = Vocabulary.unknown(model, this);
        mostCharacters = model.path("max_input_chars_per_word").asInt(MOST_CHARACTERS);
    }

    @Override
    public void encode(String text, int start, int end, Ids ids) {
        if (end - start > mostCharacters && text.codePointCount(start, end) > mostCharacters) {
            ids.add(unknown);
            return;
        }
        int[] found = new int[end - start];
        int count = 0;
        for (int at = start; at < end; ) {
            int longest = TokenTrie.NONE;
            int next = at;
            int node = at == start ? TokenTrie.ROOT : continuing;
            for (int i = at; i < end && node != TokenTrie.NONE; ) {
                node = trie.next(node, text.charAt(i++));
                if (node != TokenTrie.NONE && trie.id(node) != TokenTrie.NONE) {
                    longest = trie.id(node);
                    next = i;
                }
            }
            if (longest == TokenTrie.NONE) {
                ids.add(unknown);
                return;
            }
            found[count++] = longest;
            at = next;
        }
        ids.addAll(found, count);
    }

    @Override
    public int id(String token) {
        int node = trie.walk(token);
        return node == TokenTrie.NONE ? -1 : trie.id(node);
    }

    @Override
    public int size() {
        return size;
    }
}
