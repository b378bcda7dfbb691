package io.openaitriton.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The result for a client.
 *
 * @param status 0 when there was no answer
 * @param type the Content-Type, or empty
 * @param whole whether the body ended properly and was not cut off
 */
record Outcome(int status, String type, String body, boolean whole, long millis) {
    static final Outcome NONE = new Outcome(0, "", "", false, 0);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT_STREAM = "text/event-stream";

    Outcome after(long passed) {
        return new Outcome(status, type, body, whole, passed);
    }

    /** In few words. */
    String words() {
        List<String> words = new ArrayList<>();
        if (status == 0) {
            words.add("no answer");
        } else {
            words.add(Integer.toString(status));
            if (type.startsWith(EVENT_STREAM)) {
                stream(words);
            } else {
                document(words);
            }
            if (!whole) {
                words.add("broken off");
            }
        }
        if (millis >= 1000) {
            words.add("after " + Math.round(millis / 1000.0) + " s");
        }
        return String.join(", ", words);
    }

    private void stream(List<String> words) {
        int texts = 0;
        List<String> end = new ArrayList<>();
        for (String line : body.split("\n")) {
            if (line.equals("data: [DONE]")) {
                end.add("`[DONE]`");
            } else if (line.startsWith("data: ")) {
                JsonNode event = parse(line.substring("data: ".length()));
                for (JsonNode choice : event.path("choices")) {
                    texts += choice.at("/delta/content").asText().isEmpty() ? 0 : 1;
                }
                if (event.has("error")) {
                    end.add("event with " + error(event));
                }
            }
        }
        words.add("stream of " + texts + (texts == 1 ? " text" : " texts"));
        words.addAll(end);
    }

    private void document(List<String> words) {
        JsonNode json = parse(body);
        boolean typed = type.startsWith("application/json");
        if (json.has("error")) {
            words.add(error(json));
        } else if (json.has("choices")) {
            int choices = json.get("choices").size();
            words.add("completion" + (choices == 1 ? "" : " with " + choices + " choices"));
        } else if (body.isEmpty()) {
            words.add("empty body");
        } else {
            words.add((json.isMissingNode() ? "no JSON" : "other JSON") + (typed ? ", though it says so" : ""));
        }
        if (!typed) {
            words.add("as " + (type.isEmpty() ? "nothing" : type.replaceAll(";.*", "")));
        }
    }

    /** OpenAI's clients expect an object with a message and a type. */
    private static String error(JsonNode json) {
        JsonNode error = json.get("error");
        if (!error.path("message").isTextual() || !error.path("type").isTextual()) {
            return "not OpenAI's error: " + (error.isTextual() ? "\"" + error.asText() + "\"" : "an object");
        }
        String name = error.path("code").isTextual()
                ? error.get("code").asText()
                : error.get("type").asText();
        String param =
                error.path("param").isTextual() ? " of `" + error.get("param").asText() + "`" : "";
        return "OpenAI's error `" + name + "`" + param;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
