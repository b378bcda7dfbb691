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

/** The documents of a request: strings, objects with a {@code text}, or both. */
@JsonClassDescription("an array of strings, or of objects with a 'text'")
@JsonDeserialize(using = RerankDocuments.Reader.class)
public record RerankDocuments(List<RerankDocument> all) {

    static final class Reader extends JsonDeserializer<RerankDocuments> {
        @Override
        public RerankDocuments deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(json);
            }
            List<RerankDocument> documents = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                documents.add(
                        switch (token) {
                            case VALUE_STRING -> new RerankDocument(json.getText(), null);
                            case START_OBJECT -> RerankDocument.of(context.readTree(json));
                            default -> throw wrong(json);
                        });
            }
            return new RerankDocuments(documents);
        }

        private static MismatchedInputException wrong(JsonParser json) {
            return MismatchedInputException.from(json, RerankDocuments.class, "not a list of documents");
        }
    }
}
