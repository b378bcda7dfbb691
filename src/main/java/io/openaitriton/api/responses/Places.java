package io.openaitriton.api.responses;

import io.openaitriton.generation.ApiException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps paths of the chat request to paths of the client's request, so that errors name the field that the client wrote. */
final class Places {
    private static final Pattern QUOTED = Pattern.compile("'([a-z_]+(?:[.\\[][^']*)?)'");

    private static final Pattern MESSAGE = Pattern.compile("messages\\[(\\d+)](.*)");

    private final Map<String, String> places = new HashMap<>(Map.of(
            "messages", "input",
            "max_tokens", "max_output_tokens",
            "max_completion_tokens", "max_output_tokens",
            "response_format", "text.format",
            "response_format.json_schema", "text.format",
            "reasoning_effort", "reasoning.effort",
            "verbosity", "text.verbosity"));

    private Map<String, String> tools = Map.of();

    /** Adds the paths of the tools, which requests may share. */
    void putTools(Map<String, String> tools) {
        this.tools = tools;
    }

    /** @param chat path in the chat request, as errors write it */
    void put(String chat, String client) {
        places.put(chat, client);
    }

    /** The first messages were joined, so later ones have moved. */
    void moveMessages(int by) {
        Map<String, String> moved = new HashMap<>();
        places.forEach((chat, client) -> {
            Matcher message = MESSAGE.matcher(chat);
            if (!message.matches()) {
                moved.put(chat, client);
            } else {
                int index = Integer.parseInt(message.group(1));
                if (index == 0 || index > by) {
                    moved.put("messages[" + Math.max(0, index - by) + "]" + message.group(2), client);
                }
            }
        });
        places.clear();
        places.putAll(moved);
    }

    /** The client's path for one of the chat request. */
    String of(String path) {
        for (int end = path.length();
                end > 0;
                end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
            String prefix = path.substring(0, end);
            String place = places.getOrDefault(prefix, tools.get(prefix));
            if (place != null) {
                // an image is a string here
                return place.startsWith(History.FIELD)
                        ? History.FIELD
                        : (place + path.substring(end)).replaceFirst("\\.image_url\\.url$", ".image_url");
            }
        }
        return path;
    }

    /** The same failure, about the field that the client wrote. */
    ApiException rename(ApiException failure) {
        String param = failure.param() == null ? null : of(failure.param());
        String message = QUOTED.matcher(failure.getMessage())
                .replaceAll(found -> Matcher.quoteReplacement("'" + of(found.group(1)) + "'"));
        if (message.equals(failure.getMessage()) && (param == null || param.equals(failure.param()))) {
            return failure;
        }
        return ApiException.of(failure.status(), failure.type(), param, failure.code(), message, failure.getCause());
    }
}
