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
 * Reads {@code stop}, a string or a list of strings. Jackson's own way to take one value for a list would say of a wrong one that it
 * is at {@code stop[0]}, where no client has put it; so would whoever checks the list for an empty string.
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
