package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** A model for which each word is a token, or unknown. */
final class WordLevelModel implements TokenModel {
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final int unknown;

    WordLevelModel(JsonNode model) {
        Vocabulary.ids(model, vocabulary::put);
        unknown = Vocabulary.unknown(model, this);
    }

    @Override
    public void encode(String text, int start, int end, Ids ids) {
        ids.add(vocabulary.getOrDefault(text.substring(start, end), unknown));
    }

    @Override
    public int id(String token) {
        return vocabulary.getOrDefault(token, -1);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }
}
