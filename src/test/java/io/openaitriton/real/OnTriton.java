package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real Triton server and a gateway before it, for all tests of a class, or of several. */
final class OnTriton implements BeforeAllCallback {
    /** One for each dialect, and the shapes that differ within one, with the prefixes of {@link TritonGateway}. */
    static final String[] MODELS = {
        "vllm",
        "vllm-whole",
        "ensemble",
        "tensorrt_llm_bls",
        "tensorrt_llm_bls_accumulate",
        "tensorrt_llm",
        "generic",
        "busy",
        "model~x",
        "a.b_c+d@1,2",
        "gathered-vllm",
        "gathered-ensemble",
        "counted-tensorrt_llm",
        "counted-generic"
    };

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern OUTCOME =
            Pattern.compile("gen_ai_server_request_duration_seconds_count\\{[^}]*outcome=\"([^\"]*)\"[^}]*} (\\S+)");

    /** What classes share that leave it as it was. */
    private static final OnTriton SHARED = new OnTriton();

    private final ManagementPort management = ManagementPort.free();
    private Path folder;
    private RealTriton triton;
    private GatewayServer gateway;

    private OnTriton() {}

    /** The same for all classes that say so, as a server takes some seconds to start. */
    static OnTriton shared() {
        return SHARED;
    }

    static OnTriton ofItsOwn() {
        return new OnTriton();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (gateway == null) {
            // that of the root is closed after the last class
            start(GatewayExtension.of(this == SHARED ? context.getRoot() : context));
        }
    }

    private void start(Gateways gateways) {
        try {
            folder = Files.createTempDirectory("triton");
            triton = RealTriton.prepare(folder);
            triton.alsoCalled("model~x");
            triton.alsoCalled("a.b_c+d@1,2");
            gateways.closing(this::stop);
            triton.begin();
            gateway = TritonGateway.start(
                    gateways, folder, triton, MODELS, "gateway.management-port", Integer.toString(management.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop() throws IOException {
        triton.close();
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

    ManagementPort management() {
        return management;
    }

    /**
     * What both sides have counted: requests at the models, how each ended there ({@code finished}, {@code failed}, {@code cancelled}), and the
     * outcomes in the gateway's metrics.
     */
    record Counts(int requests, Map<String, Integer> ends, Map<String, Integer> outcomes) {
        Counts {
            ends = new TreeMap<>(ends);
            outcomes = new TreeMap<>(outcomes);
        }
    }

    /** Where counting begins. */
    record Mark(long journal, Map<String, Integer> outcomes) {}

    Mark mark() {
        return new Mark(triton.mark(), outcomes());
    }

    /** Waits until both sides have counted this since the mark. */
    void counted(Mark mark, int requests, Map<String, Integer> ends, Map<String, Integer> outcomes) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(since(mark)).isEqualTo(new Counts(requests, ends, outcomes)));
    }

    Counts since(Mark mark) {
        Map<String, Integer> ends = new TreeMap<>();
        triton.ends(mark.journal).forEach(end -> ends.merge(end.get("how").asText(), 1, Integer::sum));
        Map<String, Integer> outcomes = outcomes();
        mark.outcomes.forEach((outcome, before) -> outcomes.merge(outcome, -before, Integer::sum));
        outcomes.values().removeIf(count -> count == 0);
        return new Counts(triton.requests(mark.journal).size(), ends, outcomes);
    }

    /** All completions so far, by outcome. */
    private Map<String, Integer> outcomes() {
        Map<String, Integer> outcomes = new TreeMap<>();
        Matcher sample = OUTCOME.matcher(management.get("/metrics").body());
        while (sample.find()) {
            outcomes.merge(sample.group(1), (int) Double.parseDouble(sample.group(2)), Integer::sum);
        }
        return outcomes;
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

    /** Calls a model with a script as its prompt ({@code src/test/triton/stand_ins.py}). */
    Answer ask(String model, String script, boolean streamed, String fields) throws IOException {
        String more = "\"model\":\"" + model + "\"" + (fields.isEmpty() ? "" : "," + fields)
                + (streamed ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "");
        return send("/v1/chat/completions", GatewayServer.request("<<" + script + ">>", more), streamed);
    }

    /** Asks for the completion of prompts. */
    Answer complete(String json, boolean streamed) throws IOException {
        return send("/v1/completions", json, streamed);
    }

    private Answer send(String path, String json, boolean streamed) throws IOException {
        try (RawCall call = RawCall.post(gateway.port(), path, json)) {
            RawCall.Answer answer = call.answer();
            return read(answer.status(), answer.body(), streamed);
        }
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
