package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the simulator with exchanges of a real Triton. */
class RecordingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";

    private static final String[] MODELS = {
        MODEL + "=vllm+loras",
        "Meta-Llama-3.1-70B-Instruct",
        "ensemble=tensorrt-llm",
        "ensemble_nodec=tensorrt-llm+whole",
        "ensemble_fail=tensorrt-llm",
        "tensorrt_llm_bls=tensorrt-llm-bls",
        "tensorrt_llm_bls_accumulate=tensorrt-llm-bls+accumulate",
        "tensorrt_llm=tensorrt-llm-api"
    };

    /** Behind these names the recorder had models that always fail; the simulator fails on demand. */
    private static final Map<String, String> MARKERS = Map.of(
            "fail-at-once", "Hi @@fail=at-once",
            "fail-midstream", "Hi @@fail=midstream",
            "fail-unavailable", "Hi @@fail=unhealthy");

    /** Not simulated, or properties of the recorder's set of models. */
    private static final Set<String> LEFT_OUT = Set.of(
            "adm-06-metadata",
            "adm-07-metadata-ensemble",
            "adm-09-config",
            "adm-10-config-ensemble",
            "adm-11-index",
            "adm-12-index-ready",
            "adm-16-stats",
            "adm-17-stats-unknown",
            "adm-23-logging",
            "auth-01-restricted-missing",
            "auth-03-restricted-stream-wrong",
            // the release after 26.01 refuses an empty list, and so does the simulator
            "gen-29-trt-empty-array-stopwords",
            // the recorder's model lacked the input that is named stop
            "gen-46-llmapi-stop-bare-array",
            "load-06-loading-index",
            "load-07-loading-server-ready",
            "load-15-unloaded-index",
            "load-19-broken-index",
            "load-20-broken-server-ready");

    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults().withModels(MODELS));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    static Stream<Recording> replayable() {
        return Recording.all().stream()
                .filter(recording -> !LEFT_OUT.contains(recording.name()))
                .filter(RecordingsTest::isSimulated)
                .map(RecordingsTest::translated);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("replayable")
    void anAnswerIsTheRecordedOne(Recording recording) {
        String answer = recording.request().startsWith("HEAD")
                ? headOnly(recording.request())
                : RawConnection.exchange(simulator, recording.request());
        if (!recording.response().contains("\"text_output\"")) {
            assertThat(answer).isEqualTo(recording.response());
            return;
        }
        // the recorded texts are another simulated model's; all else must agree
        assertThat(head(answer)).isEqualTo(head(recording.response()));
        assertThat(withoutText(answer)).isEqualTo(withoutText(recording.response()));
    }

    @Test
    void enoughRecordingsAreReplayed() {
        assumeTrue(
                !Recording.all().isEmpty(),
                () -> "no recordings of a real Triton in " + Recording.FOLDER + ", nothing is compared");
        assertThat(replayable()).hasSizeGreaterThan(140);
    }

    @Test
    void metadataAndConfigAreThoseOfAVllmModel() {
        for (Recording recording : Recording.all()) {
            if (recording.name().matches("adm-0[69].*")) {
                String expected = body(recording.response())
                        .replace("fakellm", "vllm")
                        .replace(
                                "{\"mode\":{\"string_value\":\"vllm\"},\"loras\":{\"string_value\":\"alpha,beta\"}}",
                                "{}");
                assertThat(body(RawConnection.exchange(simulator, recording.request())))
                        .isEqualTo(expected);
            }
        }
        assumeTrue(!Recording.all().isEmpty(), () -> "no recordings of a real Triton in " + Recording.FOLDER);
    }

    @Test
    void metadataAndConfigAreThoseOfAnEnsemble() throws Exception {
        assumeTrue(!Recording.all().isEmpty(), () -> "no recordings of a real Triton in " + Recording.FOLDER);
        for (Recording recording : Recording.all()) {
            if (recording.name().matches("adm-(07|10).*")) {
                JsonNode actual = JSON.readTree(body(RawConnection.exchange(simulator, recording.request())));
                // the recorder's engine had no logits
                JsonNode outputs = actual.has("outputs") ? actual.get("outputs") : actual.get("output");
                assertThat(outputs.get(3).get("name").asText()).isEqualTo("context_logits");
                ((ArrayNode) outputs).remove(3);
                assertThat(outputs.get(3).get("name").asText()).isEqualTo("generation_logits");
                ((ArrayNode) outputs).remove(3);
                JsonNode map = actual.at("/ensemble_scheduling/step/0/output_map");
                if (map.isObject()) {
                    ((ObjectNode) map).remove(List.of("context_logits", "generation_logits"));
                }
                assertThat(actual).isEqualTo(JSON.readTree(body(recording.response())));
            }
        }
    }

    /** Whether the request went to a model that is served, to none, or failed before it reached one. */
    private static boolean isSimulated(Recording recording) {
        String path = recording.path();
        boolean error = !recording.response().startsWith("HTTP/1.1 200");
        if (path.contains("/models/fail-")) {
            return MARKERS.keySet().stream().anyMatch(path::contains);
        }
        if (path.contains("/models/types/")) {
            return error && recording.response().contains("Content-Length");
        }
        if (path.contains("-load") || path.contains("/models/nope")) {
            return !path.contains("stats")
                    && !path.contains("repository")
                    && (path.endsWith("/ready")
                            || path.contains("generate")
                            || recording.response().contains("is not found"))
                    && error;
        }
        return isServed(path) || path.contains(MODEL) || !path.contains("/models/");
    }

    private static boolean isServed(String path) {
        String[] parts = path.split("/");
        return Stream.of(MODELS).anyMatch(model -> parts.length > 3 && model.split("=")[0].equals(parts[3]));
    }

    /** The same request to a model that the simulator has, and the answer that it must then give. */
    private static Recording translated(Recording recording) {
        String request = recording.request();
        String response = recording.response();
        for (Map.Entry<String, String> marker : MARKERS.entrySet()) {
            if (recording.path().contains(marker.getKey())) {
                request = asked(request.replace(marker.getKey(), MODEL), marker.getValue());
                response = response.replace(marker.getKey(), MODEL);
            }
        }
        if (response.contains("has no available versions")) {
            String model = recording.path().split("/")[3];
            request = asked(request.replace(model, MODEL), "Hi @@fail=not-ready");
            int length = response.indexOf("{\"error\"");
            String body = response.substring(length).replace(model, MODEL);
            response = response.substring(0, length).replaceFirst("\\d+\r\n\r\n$", body.length() + "\r\n\r\n") + body;
        }
        if (recording.path().contains("/models/ensemble_fail/")) {
            request = asked(request, "Hi @@fail=midstream");
        }
        request = request.replaceFirst("/models/types/", "/models/" + MODEL + "/");
        return new Recording(recording.name(), request, response);
    }

    /** The request with another prompt. */
    private static String asked(String request, String prompt) {
        String body = request.substring(request.indexOf("\r\n\r\n") + 4).replace("\"Hi\"", "\"" + prompt + "\"");
        return RawConnection.post(request.split(" ", 3)[1], body);
    }

    private static String headOnly(String request) {
        try (RawConnection connection = new RawConnection(simulator)) {
            return connection.send(request).head();
        }
    }

    private static String head(String response) {
        return response.substring(0, response.indexOf("\r\n\r\n"));
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** The JSON of each response without the outputs that hold the model's text; of equal neighbours only one. */
    private static List<String> withoutText(String response) {
        List<String> events = new ArrayList<>();
        Matcher json = Pattern.compile("(?m)^(data: )?(\\{.*})\r?$").matcher(body(response));
        while (json.find()) {
            String event = (json.group(1) == null ? "" : json.group(1)) + textRemoved(json.group(2));
            if (events.isEmpty() || !events.get(events.size() - 1).equals(event)) {
                events.add(event);
            }
        }
        return events;
    }

    private static String textRemoved(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            for (String output : List.of("text_output", "logprobs")) {
                if (tree.has(output)) {
                    // an array stays one of as many elements
                    ((ObjectNode) tree)
                            .put(
                                    output,
                                    tree.get(output).isArray()
                                            ? tree.get(output).size()
                                            : -1);
                }
            }
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
