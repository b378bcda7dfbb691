package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.List;

/**
 * Reads {@code stop}, a string or a list of strings. With Jackson's own conversion of a value to a list, an error for a single
 * string would name {@code stop[0]}, which the client did not write.
 */
public final class StopReader extends JsonDeserializer<List<String>> {
    private static final JavaType STRINGS =
            TypeFactory.defaultInstance().constructCollectionType(List.class, String.class);

    @Override
    public List<String> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            String text = parser.getText();
            if (text.isEmpty()) {
                throw context.weirdStringException(text, List.class, "empty");
            }
            return List.of(text);
        }
        if (parser.isExpectedStartArrayToken()) {
            return context.readValue(parser, STRINGS);
        }
        context.handleUnexpectedToken(List.class, parser);
        return null;
    }
}
