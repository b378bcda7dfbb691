package io.openaitriton.real;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.GatewayServer;
import io.openaitriton.api.OpenAiJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real Triton server and a gateway before it, for all tests of a class. */
final class OnTriton implements BeforeAllCallback, AfterAllCallback {
    /** One for each dialect, and the shapes that differ within one. */
    static final String[] MODELS = {
        "vllm", "vllm-whole", "ensemble", "tensorrt_llm_bls", "tensorrt_llm", "generic", "busy", "model~x"
    };

    private final String[] settings;
    private Path folder;
    private RealTriton triton;
    private GatewayServer gateway;

    /** @param settings of the gateway, pairs of key and value */
    OnTriton(String... settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("triton");
        triton = RealTriton.prepare(folder);
        triton.alsoCalled("model~x");
        triton.begin();
        gateway = TritonGateway.start(folder, triton, MODELS, settings);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (triton != null) {
            triton.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    RealTriton triton() {
        return triton;
    }

    GatewayServer gateway() {
        return gateway;
    }

    /**
     * What came back of one chat or completion request.
     *
     * @param status HTTP's
     * @param texts of the choices, in the order of their indices
     * @param reasons why each choice ended
     * @param usage null when there is none
     * @param error the error object, also of an event; null when there is none
     * @param done whether a stream ended with {@code [DONE]}
     */
    record Answer(int status, List<String> texts, List<String> reasons, JsonNode usage, JsonNode error, boolean done) {}

    /** Asks a model, which is told a script as its prompt ({@code src/test/triton/stand_ins.py}). */
    Answer ask(String model, String script, boolean streamed, String fields) throws IOException {
        String more = "\"model\":\"" + model + "\"" + (fields.isEmpty() ? "" : "," + fields)
                + (streamed ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "");
        return send(gateway.post(GatewayServer.request("<<" + script + ">>", more)), streamed);
    }

    /** Asks for the completion of prompts. */
    Answer complete(String json, boolean streamed) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return send(request, streamed);
    }

    private Answer send(HttpRequest request, boolean streamed) throws IOException {
        HttpResponse<InputStream> answer = gateway.send(request, BodyHandlers.ofInputStream());
        return read(answer.statusCode(), body(answer.body()), streamed);
    }

    /** All of a body, up to where the connection breaks: that is how a stream ends after an error event. */
    static String body(InputStream stream) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (stream) {
            stream.transferTo(body);
        } catch (IOException e) {
            body.writeBytes("<broken>".getBytes(StandardCharsets.UTF_8));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static Answer read(int status, String body, boolean streamed) throws IOException {
        if (!streamed || status != 200) {
            JsonNode json = OpenAiJson.mapper().readTree(body);
            List<String> texts = new ArrayList<>();
            List<String> reasons = new ArrayList<>();
            for (JsonNode choice : json.path("choices")) {
                texts.add(
                        choice.has("text")
                                ? choice.get("text").asText()
                                : choice.at("/message/content").asText());
                reasons.add(choice.path("finish_reason").textValue());
            }
            return new Answer(status, texts, reasons, json.get("usage"), json.get("error"), false);
        }
        Map<Integer, String> texts = new TreeMap<>();
        Map<Integer, String> reasons = new TreeMap<>();
        JsonNode usage = null;
        JsonNode error = null;
        for (String event : body.split("\n\n")) {
            if (!event.startsWith("data: {")) {
                continue;
            }
            JsonNode chunk = OpenAiJson.mapper().readTree(event.substring("data: ".length()));
            usage = chunk.hasNonNull("usage") ? chunk.get("usage") : usage;
            error = chunk.has("error") ? chunk.get("error") : error;
            for (JsonNode choice : chunk.path("choices")) {
                String text = choice.has("text")
                        ? choice.get("text").asText()
                        : choice.at("/delta/content").asText("");
                texts.merge(choice.get("index").asInt(), text, String::concat);
                if (choice.hasNonNull("finish_reason")) {
                    reasons.put(
                            choice.get("index").asInt(),
                            choice.get("finish_reason").asText());
                }
            }
        }
        return new Answer(
                200,
                List.copyOf(texts.values()),
                List.copyOf(reasons.values()),
                usage,
                error,
                body.endsWith("data: [DONE]\n\n"));
    }
}
