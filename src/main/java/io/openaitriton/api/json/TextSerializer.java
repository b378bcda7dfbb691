package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.openaitriton.text.JsonBuffer;
import io.openaitriton.text.LongText;
import java.io.IOException;

/**
 * Writes prompts and answers faster than Jackson alone: the JDK encodes them as UTF-8, and the bytes are searched eight at a time
 * for the few that JSON escapes. Surrogate pairs become UTF-8 too, where Jackson would escape each half. An unpaired surrogate,
 * which neither requests nor answers can have at this point, becomes a question mark.
 *
 * <p>A text is written in one piece, so that an output that grows reaches its size in one step.
 */
public final class TextSerializer<T extends CharSequence> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1;

    /** Shorter texts are not worth it. */
    private static final int LONG = 64;

    public TextSerializer(Class<T> type) {
        super(type);
    }

    @Override
    public void serialize(T text, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (text.length() < LONG || !(json instanceof UTF8JsonGenerator)) {
            json.writeString(text.toString());
            return;
        }
        JsonBuffer escaped;
        if (text instanceof LongText pieces) {
            escaped = new JsonBuffer(pieces.newCharacters());
            pieces.addTo(escaped);
        } else {
            escaped = new JsonBuffer(text.length());
            escaped.addText(text.toString());
        }
        json.writeRawUTF8String(escaped.bytes(), 0, escaped.length());
    }
}
