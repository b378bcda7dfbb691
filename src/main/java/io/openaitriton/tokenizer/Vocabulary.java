package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Reads what models have in common. */
final class Vocabulary {
    /** Takes a token and its id. */
    interface Sink {
        void put(String token, int id);
    }

    private Vocabulary() {}

    /**
     * Hands on the tokens of {@code vocab}, an object of ids by token.
     *
     * @return how many there are
     */
    static int ids(JsonNode model, Sink sink) {
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isObject()) {
            throw new IllegalArgumentException("its model has no vocab");
        }
        for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
            sink.put(token.getKey(), token.getValue().asInt());
        }
        return vocabulary.size();
    }

    /** The id of the unknown token. */
    static int unknown(JsonNode model, TokenModel tokens) {
        String token = model.path("unk_token").asText();
        int id = tokens.id(token);
        if (id < 0) {
            throw new IllegalArgumentException("its unk_token '" + token + "' is not in its vocabulary");
        }
        return id;
    }
}
