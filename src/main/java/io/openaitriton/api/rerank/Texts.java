package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A text, or a list of texts.
 *
 * @param list whether the client sent a list
 */
@JsonClassDescription("a string or an array of strings")
@JsonDeserialize(using = Texts.Reader.class)
public record Texts(List<String> all, boolean list) {

    /** The text of a pair: one alone is in every pair. */
    String of(int pair) {
        return all.get(all.size() == 1 ? 0 : pair);
    }

    /** The field of a pair's text, as the client wrote it. */
    String field(String name, int pair) {
        return list ? name + "[" + (all.size() == 1 ? 0 : pair) + "]" : name;
    }

    static final class Reader extends JsonDeserializer<Texts> {
        @Override
        public Texts deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return new Texts(List.of(json.getText()), false);
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(json);
            }
            List<String> texts = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token != JsonToken.VALUE_STRING) {
                    throw wrong(json);
                }
                texts.add(json.getText());
            }
            return new Texts(texts, true);
        }

        private static MismatchedInputException wrong(JsonParser json) {
            return MismatchedInputException.from(json, Texts.class, "neither a text nor a list of texts");
        }
    }
}
