package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The input of an embeddings request: texts, or lists of tokens.
 *
 * @param texts null for tokens
 * @param tokens null for texts
 * @param list whether the client sent a list of them, which may be empty: then both are empty
 */
@JsonClassDescription("a string, an array of strings, an array of token ids, or an array of such arrays")
@JsonDeserialize(using = EmbeddingsInput.Reader.class)
public record EmbeddingsInput(List<String> texts, List<int[]> tokens, boolean list) {

    /** The number of inputs, and so of vectors. */
    public int size() {
        return texts == null ? tokens.size() : texts.size();
    }

    /** The field of one of them, as the client wrote it. */
    public String field(int index) {
        return list ? "input[" + index + "]" : "input";
    }

    static final class Reader extends JsonDeserializer<EmbeddingsInput> {
        @Override
        public EmbeddingsInput deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return new EmbeddingsInput(List.of(json.getText()), null, false);
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(json);
            }
            JsonToken first = json.nextToken();
            return switch (first) {
                case END_ARRAY -> new EmbeddingsInput(List.of(), List.of(), true);
                case VALUE_STRING -> texts(json);
                case VALUE_NUMBER_INT -> new EmbeddingsInput(null, List.of(ids(json)), false);
                case START_ARRAY -> tokens(json);
                default -> throw wrong(json);
            };
        }

        private static EmbeddingsInput texts(JsonParser json) throws IOException {
            List<String> texts = new ArrayList<>();
            for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token != JsonToken.VALUE_STRING) {
                    throw wrong(json);
                }
                texts.add(json.getText());
            }
            return new EmbeddingsInput(texts, null, true);
        }

        private static EmbeddingsInput tokens(JsonParser json) throws IOException {
            List<int[]> tokens = new ArrayList<>();
            for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token != JsonToken.START_ARRAY) {
                    throw wrong(json);
                }
                json.nextToken();
                tokens.add(ids(json));
            }
            return new EmbeddingsInput(null, tokens, true);
        }

        /** From the first number, or the end of a list without any, to its end. */
        private static int[] ids(JsonParser json) throws IOException {
            int[] ids = new int[64];
            int count = 0;
            for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token != JsonToken.VALUE_NUMBER_INT) {
                    throw wrong(json);
                }
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count] = json.getIntValue();
                count++;
            }
            return Arrays.copyOf(ids, count);
        }

        private static MismatchedInputException wrong(JsonParser json) {
            return MismatchedInputException.from(
                    json,
                    EmbeddingsInput.class,
                    "expected a text, a list of texts, a list of token ids, or a list of such lists");
        }
    }
}
