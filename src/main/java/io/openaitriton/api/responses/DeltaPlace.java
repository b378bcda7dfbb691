package io.openaitriton.api.responses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the deltas of an open item go: they differ only in their number and their text.
 *
 * @param type of the events
 * @param fields before the text, in their order
 * @param logprobs whether the events have a list of log probabilities
 */
record DeltaPlace(String type, Map<String, Object> fields, boolean logprobs) {
    /** The event as a record. */
    ResponseEvent event(int sequence, String text) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("delta", text);
        if (logprobs) {
            all.put("logprobs", List.of());
        }
        return new ResponseEvent(type, sequence, all);
    }
}
