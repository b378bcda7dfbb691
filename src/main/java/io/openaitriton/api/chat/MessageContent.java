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
import io.openaitriton.api.json.RepeatedTexts;
import io.openaitriton.api.json.RequestParser;
import io.openaitriton.text.KnownText;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The content of a message: a string, or a list of parts. Exactly one of the two is set.
 *
 * @param text set when the client sent a string
 * @param parts set when the client sent a list
 * @param sent long texts of it, with the JSON that the client sent; of APIs other than chat only those that came before
 */
@JsonClassDescription("a string or an array of parts")
@JsonDeserialize(using = MessageContent.Reader.class)
public record MessageContent(String text, List<ContentPart> parts, List<KnownText> sent) {

    /** Content sent as a plain string. */
    public static MessageContent of(String text) {
        KnownText known = RepeatedTexts.of(text);
        return new MessageContent(text, null, known == null ? List.of() : List.of(known));
    }

    /** Content sent as a list of parts. */
    public static MessageContent of(List<ContentPart> parts) {
        List<KnownText> known = parts.stream()
                .map(ContentPart::text)
                .filter(Objects::nonNull)
                .map(RepeatedTexts::of)
                .filter(Objects::nonNull)
                .toList();
        return new MessageContent(null, parts, known);
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
            int before = parser instanceof RequestParser request ? request.sentTexts() : 0;
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                String text = parser.getText();
                return new MessageContent(text, null, sent(parser, before));
            }
            if (parser.isExpectedStartArrayToken()) {
                List<ContentPart> parts = context.readValue(parser, PARTS);
                return new MessageContent(null, parts, sent(parser, before));
            }
            return (MessageContent) context.handleUnexpectedToken(MessageContent.class, parser);
        }

        private static List<KnownText> sent(JsonParser parser, int before) {
            return parser instanceof RequestParser request ? request.sentTexts(before) : List.of();
        }
    }
}
