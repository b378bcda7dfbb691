package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.PackageVersion;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/simulator.md: the same lines, run as a test. */
@Timeout(60)
class SimulatorPageTest {
    private static final Path PAGE = Path.of("docs/simulator.md");
    private static final Path CODE = Path.of("src/test/java/io/openaitriton/documents/SimulatorPageTest.java");

    static TritonSimulator triton;

    @BeforeAll
    static void startTriton() {
        triton = TritonSimulator.start("my-model", "my-engine=tensorrt-llm");
    }

    @AfterAll
    static void stopTriton() {
        triton.close();
    }

    @Test
    void theApplicationPassesTheAnswerOn() throws Exception {
        triton.enqueue(ScriptedReply.text("Paris"));

        assertThat(ask("What is the capital of France?")).isEqualTo("Paris");

        RecordedRequest request = triton.takeRequest(Duration.ofSeconds(5));
        assertThat(request.path()).isEqualTo("/v2/models/my-model/generate");
        assertThat(request.headers()).containsEntry("content-type", "application/json");
        assertThat(request.body()).contains("What is the capital of France?");
    }

    @Test
    void theFirstTokenIsShownBeforeTheSecondIsSent() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"Par\"}")
                .await(shown)
                .event("{\"text_output\":\"is\"}")
                .thenEnd());

        try (InputStream events = stream("What is the capital of France?")) {
            assertThat(nextEvent(events)).contains("Par");
            shown.countDown();
            assertThat(nextEvent(events)).contains("is");
        }
        triton.takeRequest(Duration.ofSeconds(5));
    }

    @Test
    void aClientThatLeavesEndsTheGeneration() throws Exception {
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"Par\"}").thenHang());

        try (InputStream events = stream("What is the capital of France?")) {
            assertThat(nextEvent(events)).contains("Par");
        }
        RecordedRequest request = triton.takeRequest(Duration.ofSeconds(5));
        assertThat(request.disconnected().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isPositive();
    }

    @Test
    void aSimulatorForModelsThatAnswerSlowly() throws Exception {
        SimulatorSettings slow = SimulatorSettings.defaults()
                .withModels("my-model")
                .withTimeToFirstToken(Duration.ofMillis(200))
                .withTokensPerSecond(50);
        try (TritonSimulator triton = TritonSimulator.start(slow)) {
            assertThat(triton.url()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void anUnscriptedModelQuotesTheQuestion() throws Exception {
        assertThat(ask("Hello")).isEqualTo("my-model (simulated) was asked: \"Hello\" with max_tokens 64.");
        triton.takeRequest(Duration.ofSeconds(5));
    }

    @Test
    void thePageHasTheCodeThatRunsHere() throws Exception {
        String code = lines(Files.readString(CODE));
        List<String> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
        assertThat(blocks).allSatisfy(block -> assertThat(code).contains(lines(block)));
    }

    @Test
    void thePageHasTheVersionsThatTheSimulatorIsBuiltWith() throws Exception {
        String xml = String.join("", blocks("xml"));
        try (InputStream vertx = getClass().getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            assertThat(xml)
                    .contains("<artifactId>vertx-core</artifactId>\n  <version>"
                            + new String(vertx.readAllBytes(), StandardCharsets.UTF_8).trim() + "<")
                    .contains("<artifactId>jackson-databind</artifactId>\n  <version>" + PackageVersion.VERSION + "<");
        }
    }

    @Test
    void thePageHasEveryBackendWithItsOptions() throws Exception {
        String page = Files.readString(PAGE);
        assertThatThrownBy(() -> SimulatorSettings.defaults().withModels("a=?"))
                .satisfies(error -> Pattern.compile("([a-z-]+) \\(options ([^)]+)\\)")
                        .matcher(error.getMessage())
                        .results()
                        .forEach(backend -> assertThat(page)
                                .containsPattern("`name=" + backend.group(1) + "`.*\\| `"
                                        + Pattern.quote(backend.group(2).replace(", ", "`, `")) + "` \\|")));
    }

    private static String ask(String prompt) throws Exception {
        HttpRequest request = request(triton.url() + "/v2/models/my-model/generate", prompt, "");
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body()).path("text_output").asText();
    }

    private static InputStream stream(String prompt) throws Exception {
        HttpRequest request = request(triton.url() + "/v2/models/my-model/generate_stream", prompt, ",\"stream\":true");
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body();
    }

    private static HttpRequest request(String url, String prompt, String fields) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"text_input\":\"" + prompt
                        + "\",\"exclude_input_in_output\":true,\"max_tokens\":64" + fields + "}"))
                .build();
    }

    private static String nextEvent(InputStream events) throws Exception {
        StringBuilder event = new StringBuilder();
        while (event.indexOf("\n\n") < 0) {
            event.append((char) events.read());
        }
        return event.toString();
    }

    private static List<String> blocks(String language) throws Exception {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Without indentation and empty lines. */
    private static String lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
