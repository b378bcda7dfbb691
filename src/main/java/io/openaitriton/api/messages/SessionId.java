package io.openaitriton.api.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;

/** The id of a conversation, which Claude Code sends within the user's. */
final class SessionId {
    private SessionId() {}

    /** Null when there is none. */
    static String of(String userId) {
        if (userId == null || !userId.startsWith("{")) {
            return null;
        }
        try {
            JsonNode id = OpenAiJson.mapper().readTree(userId).get("session_id");
            return id == null ? null : id.textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
