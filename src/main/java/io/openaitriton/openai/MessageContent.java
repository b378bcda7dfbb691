package io.openaitriton.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * The content of a message: a string, or a list of parts. Exactly one of the two is set.
 *
 * @param text set when the client sent a string
 * @param parts set when the client sent a list
 */
public record MessageContent(String text, List<ContentPart> parts) {

    /** Content sent as a plain string. */
    @JsonCreator
    public static MessageContent of(String text) {
        return new MessageContent(text, null);
    }

    /** Content sent as a list of parts. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static MessageContent of(List<ContentPart> parts) {
        return new MessageContent(null, parts);
    }

    @JsonValue
    Object json() {
        return text != null ? text : parts;
    }
}
