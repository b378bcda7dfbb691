package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.List;

/**
 * The content of a message: a string, or a list of parts. Exactly one of the two is set.
 *
 * @param text set when the client sent a string
 * @param parts set when the client sent a list
 */
@JsonClassDescription("a string or an array of parts")
@JsonDeserialize(using = MessageContent.Reader.class)
public record MessageContent(String text, List<ContentPart> parts) {

    /** Content sent as a plain string. */
    public static MessageContent of(String text) {
        return new MessageContent(text, null);
    }

    /** Content sent as a list of parts. */
    public static MessageContent of(List<ContentPart> parts) {
        return new MessageContent(null, parts);
    }

    @JsonValue
    Object json() {
        return text != null ? text : parts;
    }

    /** Without this, Jackson would also accept an object with the components of this record. */
    static final class Reader extends JsonDeserializer<MessageContent> {
        private static final JavaType PARTS =
                TypeFactory.defaultInstance().constructCollectionType(List.class, ContentPart.class);

        @Override
        public MessageContent deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return of(parser.getText());
            }
            if (parser.isExpectedStartArrayToken()) {
                return of(context.<List<ContentPart>>readValue(parser, PARTS));
            }
            return (MessageContent) context.handleUnexpectedToken(MessageContent.class, parser);
        }
    }
}
