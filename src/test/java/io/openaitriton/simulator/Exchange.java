package io.openaitriton.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to generate or generate_stream and its response, taken apart.
 *
 * @param head status line and headers
 * @param bodies JSON of the body, or of each event
 */
record Exchange(String head, List<JsonNode> bodies) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param body JSON in which single quotes stand for double ones */
    static Exchange generate(TritonSimulator simulator, String model, String body) {
        return post(simulator, model, "generate", body);
    }

    /** @param body JSON in which single quotes stand for double ones */
    static Exchange stream(TritonSimulator simulator, String model, String body) {
        return post(simulator, model, "generate_stream", body);
    }

    static JsonNode get(TritonSimulator simulator, String path) {
        String response = RawConnection.exchange(simulator, RawConnection.get(path));
        return parse(response.substring(response.indexOf("\r\n\r\n") + 4));
    }

    private static Exchange post(TritonSimulator simulator, String model, String action, String body) {
        String response = RawConnection.exchange(
                simulator, RawConnection.post("/v2/models/" + model + "/" + action, body.replace('\'', '"')));
        int end = response.indexOf("\r\n\r\n") + 4;
        List<JsonNode> bodies = new ArrayList<>();
        for (String line : response.substring(end).split("\r?\n")) {
            if (line.startsWith("{") || line.startsWith("data: ")) {
                bodies.add(parse(line.replaceFirst("^data: ", "")));
            }
        }
        return new Exchange(response.substring(0, end), bodies);
    }

    int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    boolean isFromModel() {
        return head.contains("Transfer-Encoding: chunked");
    }

    JsonNode body() {
        return bodies.get(0);
    }

    String error() {
        return bodies.get(bodies.size() - 1).path("error").asText();
    }

    String text() {
        return body().path("text_output").asText();
    }

    /** That output of each event. */
    List<String> each(String output) {
        return bodies.stream().map(body -> body.path(output).asText()).toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
