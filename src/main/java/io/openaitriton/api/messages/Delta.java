package io.openaitriton.api.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/**
 * More of a block.
 *
 * @param kind which names the field, too
 */
@JsonSerialize(using = Delta.Writer.class)
public record Delta(Kind kind, String value) {
    /** The kind of a delta. */
    public enum Kind {
        TEXT("text_delta", "text"),
        THINKING("thinking_delta", "thinking"),
        SIGNATURE("signature_delta", "signature"),
        INPUT("input_json_delta", "partial_json");

        private final String type;
        private final String field;

        Kind(String type, String field) {
            this.type = type;
            this.field = field;
        }

        /** Its name on the wire. */
        public String type() {
            return type;
        }

        /** Its field. */
        public String field() {
            return field;
        }
    }

    static final class Writer extends StdSerializer<Delta> {
        private static final long serialVersionUID = 1;

        Writer() {
            super(Delta.class);
        }

        @Override
        public void serialize(Delta delta, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", delta.kind.type);
            provider.defaultSerializeField(delta.kind.field, delta.value, json);
            json.writeEndObject();
        }
    }
}
