package io.openaitriton.api.messages;

import io.openaitriton.generation.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps fields of a chat request to fields of the request that it was made from. */
final class FieldPaths {
    private final Map<String, String> paths = new LinkedHashMap<>();

    FieldPaths() {
        paths.put("stop", "stop_sequences");
        paths.put("response_format.json_schema", "output_config.format");
        paths.put("response_format", "output_config.format");
        paths.put("parallel_tool_calls", "tool_choice");
        paths.put("continue_final_message", "messages");
        paths.put("max_completion_tokens", "max_tokens");
    }

    /** Notes that a field of the chat request, and all within it, comes from here. */
    void put(String chat, String own) {
        paths.put(chat, own);
    }

    /** The same failure about the field as the client wrote it. */
    ApiException own(ApiException failure) {
        String own = of(failure.param());
        if (own == null || own.equals(failure.param())) {
            return failure;
        }
        return ApiException.of(
                failure.status(),
                failure.type(),
                own,
                failure.code(),
                failure.getMessage().replace("'" + failure.param() + "'", "'" + own + "'"),
                failure.getCause());
    }

    /** The field that the client wrote. */
    String of(String chat) {
        String longest = null;
        for (String known : paths.keySet()) {
            if (isWithin(chat, known) && (longest == null || known.length() > longest.length())) {
                longest = known;
            }
        }
        return longest == null ? chat : paths.get(longest) + chat.substring(longest.length());
    }

    private static boolean isWithin(String field, String known) {
        return field != null
                && field.startsWith(known)
                && (field.length() == known.length() || ".[".indexOf(field.charAt(known.length())) >= 0);
    }
}
