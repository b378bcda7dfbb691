package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One event of a streamed response. Source: OpenAI API reference, "Streaming events".
 *
 * @param type {@code response.created} and others
 * @param sequenceNumber 0, 1, 2 ... over the whole stream
 * @param fields all others, in their order
 */
public record ResponseEvent(String type, int sequenceNumber, Map<String, Object> fields) {
    /** The field of an event that has a whole {@link Response}, and no other field. */
    static final String RESPONSE = "response";

    @JsonValue
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("sequence_number", sequenceNumber);
        json.putAll(fields);
        return json;
    }
}
