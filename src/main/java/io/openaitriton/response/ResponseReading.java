package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How one answer is read.
 *
 * @param format what the model writes
 * @param prompt the prompt, whose end shows whether the model is already reasoning
 * @param tools the schema of the arguments of each tool that may be called, null if a tool has none; empty when no calls are read
 * @param enforced what the backend was forced to write instead of the model's own format
 * @param tool name of the tool whose arguments the text is, with {@link Enforced#ARGUMENTS}
 * @param parallel false when only the first call counts
 */
public record ResponseReading(
        ResponseFormat format,
        CharSequence prompt,
        Map<String, JsonNode> tools,
        Enforced enforced,
        String tool,
        boolean parallel) {
    /** What a JSON schema forces a model to write. */
    public enum Enforced {
        /** Nothing: the model writes its own format. */
        NOTHING,
        /** A JSON array of calls, each an object with {@code name} and {@code parameters}. */
        CALLS,
        /** The arguments of one tool. */
        ARGUMENTS
    }

    /** An answer that is text only. */
    public static final ResponseReading TEXT =
            new ResponseReading(ResponseFormat.TEXT, "", Map.of(), Enforced.NOTHING, null, true);

    /** True if it may have anything except text. */
    public boolean isNeeded() {
        return format.reasoning() != null
                || !tools.isEmpty()
                || format.tools() != null && format.tools().marksText();
    }
}
