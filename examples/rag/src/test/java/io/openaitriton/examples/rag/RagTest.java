package io.openaitriton.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RagTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AIR = "How do I get the air out of a radiator that is cold at the top?";

    @TempDir
    private Path folder;

    private Path documents;
    private TritonSimulator vectors;
    private TritonSimulator chat;
    private Main main;

    @BeforeEach
    void simulate() throws IOException {
        documents = Files.createDirectory(folder.resolve("documents"));
        vectors = RagApplication.simulator();
        chat = RagApplication.simulator();
    }

    @AfterEach
    void stop() {
        if (main != null) {
            main.stop();
        }
        vectors.close();
        chat.close();
    }

    @Test
    void theNearestPassagesAreTheSourcesThatTheModelCites() throws Exception {
        copyDocuments();
        start();
        await().atMost(SOON).untilAsserted(() -> assertThat(files(AIR)).contains("radiators.md"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(files("chain links")).contains("bicycles.md"));
        await().atMost(SOON).untilAsserted(() -> assertThat(files("sourdough")).contains("sourdough.txt"));
        drain(chat);
        chat.enqueue(ScriptedReply.text("Open the bleed valve by half a turn [1]."));

        HttpResponse<String> answer = ask(AIR);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("answer").asText()).isEqualTo("Open the bleed valve by half a turn [1].");
        assertThat(body.path("sources")).hasSize(4);
        JsonNode first = body.path("sources").get(0);
        assertThat(first.path("number").asInt()).isEqualTo(1);
        assertThat(first.path("file").asText()).isEqualTo("radiators.md");
        assertThat(first.path("passage").asInt()).isEqualTo(1);
        assertThat(first.path("text").asText())
                .startsWith("# Radiators\n\n## A radiator is cold at the top\n\nThere is air in it.")
                .endsWith("Close the valve when water comes.");
        assertThat(body.path("sources").findValues("distance"))
                .extracting(JsonNode::asDouble)
                .isSorted()
                .allSatisfy(distance -> assertThat(distance).isBetween(0.0, 1.2));

        assertThat(chat.takeRequest(SOON).body())
                .contains("[1] radiators.md: # Radiators", "[2] ", "[3] ", "[4] ", "Question: " + AIR, "such as [1]");
    }

    @Test
    void eachQuestionHasItsOwnNearestPassage() throws Exception {
        copyDocuments();
        start();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(files(AIR)).startsWith("radiators.md");
            assertThat(files("When do I replace the chain of a bicycle?")).startsWith("bicycles.md");
            assertThat(files("How often do I feed a sourdough starter with flour?"))
                    .startsWith("sourdough.txt");
        });
    }

    @Test
    void theSimulatedModelQuotesTheFirstSource() throws Exception {
        copyDocuments();
        start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(answer(AIR))
                        .startsWith(
                                "Meta-Llama-3.1-8B-Instruct (simulated) was asked: \"[1] radiators.md: # Radiators"));
    }

    @Test
    void aQuestionReachesTheModelCharacterByCharacter() throws Exception {
        Files.writeString(documents.resolve("cafes.md"), "The \"caf\u00e9\" opens at \u516b.");
        start();
        await().atMost(SOON).untilAsserted(() -> assertThat(files("When?")).containsExactly("cafes.md"));
        drain(chat);
        assertThat(ask("When does the \"caf\u00e9\" open \ud83d\ude00?").statusCode())
                .isEqualTo(200);
        assertThat(chat.takeRequest(SOON).body())
                .contains("[1] cafes.md: The \\\"caf\u00e9\\\" opens at \u516b.\\n\\n"
                        + "Question: When does the \\\"caf\u00e9\\\" open \ud83d\ude00?");
    }

    @Test
    void withoutDocumentsTheAnswerSaysSoAndTheModelIsNotAsked() throws Exception {
        start();
        HttpResponse<String> answer = ask(AIR);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(JSON.readTree("{\"answer\":\"There are no documents to answer from.\",\"sources\":[]}"));
        assertThat(chat.requestCount()).isZero();
    }

    @Test
    void aChangedFileReplacesItsPassages() throws Exception {
        Path file = Files.writeString(
                documents.resolve("bins.md"),
                "# Bins\n\nThe bin is emptied on Monday.\n\n# Glass\n\nGlass goes to the shop.");
        start();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(texts("When is the bin emptied?")).hasSize(2));
        Files.writeString(file, "# Bins\n\nThe bin is emptied on Thursday \u2013 at n\u00fcn o'clock.");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(texts("When is the bin emptied?"))
                        .containsExactly("# Bins\n\nThe bin is emptied on Thursday \u2013 at n\u00fcn o'clock."));
    }

    @Test
    void aDeletedFileIsForgotten() throws Exception {
        Path gone = Files.writeString(documents.resolve("gone.txt"), "The key is under the mat.");
        Files.writeString(documents.resolve("stays.txt"), "The mat is at the door.");
        start();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(files("Where is the key?")).containsExactlyInAnyOrder("gone.txt", "stays.txt"));
        Files.delete(gone);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(files("Where is the key?")).containsExactly("stays.txt"));
    }

    @Test
    void afterARestartNothingIsEmbeddedAgain() throws Exception {
        Files.createDirectory(documents.resolve("house"));
        Files.writeString(documents.resolve("house/key.txt"), "The key is under the mat.");
        Files.writeString(documents.resolve("empty.txt"), "");
        start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(files("Where is the key?")).containsExactly("house/key.txt"));
        main.stop();
        drain(vectors);
        start();
        assertThat(files("Where is the key?")).containsExactly("house/key.txt");
        Files.writeString(documents.resolve("mat.txt"), "The mat is red.");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(files("mat")).containsExactlyInAnyOrder("house/key.txt", "mat.txt"));
        assertThat(drain(vectors)).noneMatch(request -> request.contains("The key is under the mat."));
    }

    @Test
    void aFileIsTriedAgainWhenItsVectorsCouldNotBeHad() throws Exception {
        for (int i = 0; i < 2; i++) {
            vectors.enqueue(ScriptedReply.json(400, "{\"error\":\"CUDA out of memory\"}"));
        }
        Files.writeString(documents.resolve("key.txt"), "The key is under the mat.");
        start();
        // two that fail, and one that does not
        await().atMost(SOON).until(() -> vectors.requestCount() > 2);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(files("Where is the key?")).containsExactly("key.txt"));
    }

    @Test
    void aFileOfManyPassagesIsEmbeddedInBatches() throws Exception {
        Files.writeString(
                documents.resolve("numbers.txt"), "This is paragraph one, and it is long enough.\n\n".repeat(5));
        start("rag.passage-size", "50", "rag.batch", "2", "rag.sources", "10");
        await().atMost(SOON).untilAsserted(() -> assertThat(texts("paragraph")).hasSize(5));
        assertThat(drain(vectors).stream().filter(request -> request.contains("paragraph one")))
                .hasSize(3);
    }

    @Test
    void anErrorOfTheModelIsTheAnswer() throws Exception {
        Files.writeString(documents.resolve("key.txt"), "The key is under the mat.");
        start();
        await().atMost(SOON).untilAsserted(() -> assertThat(files("key")).isNotEmpty());
        chat.enqueue(ScriptedReply.json(400, "{\"error\":\"CUDA out of memory\"}"));
        HttpResponse<String> answer = ask("Where is the key?");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("triton_error", "CUDA out of memory");
    }

    private void copyDocuments() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("documents"))) {
            for (Path file : files.toList()) {
                Files.copy(file, documents.resolve(file.getFileName()));
            }
        }
    }

    private void start(String... settings) {
        main = RagApplication.create(vectors.url());
        main.addOverrideProperty("triton.llama-8b.url", chat.url());
        main.addOverrideProperty("triton.llama-70b.url", chat.url());
        main.addOverrideProperty("rag.documents", documents.toString());
        main.addOverrideProperty("rag.index", folder.resolve("index").toString());
        main.addOverrideProperty("rag.poll", "50");
        main.addOverrideProperty("camel.server.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            main.addOverrideProperty(settings[i], settings[i + 1]);
        }
        main.start();
    }

    private List<String> files(String question) throws Exception {
        return JSON.readTree(ask(question).body()).path("sources").findValuesAsText("file");
    }

    private List<String> texts(String question) throws Exception {
        return JSON.readTree(ask(question).body()).path("sources").findValuesAsText("text");
    }

    private String answer(String question) throws Exception {
        return JSON.readTree(ask(question).body()).path("answer").asText();
    }

    private HttpResponse<String> ask(String question) throws Exception {
        int port = main.getCamelContext()
                .getRegistry()
                .findSingleByType(VertxPlatformHttpRouter.class)
                .getServer()
                .getPort();
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask"))
                        .header("Content-Type", "text/plain")
                        .timeout(SOON)
                        .POST(BodyPublishers.ofString(question))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The bodies of all requests so far that were not taken yet. */
    private static List<String> drain(TritonSimulator simulator) throws InterruptedException {
        Stream.Builder<String> bodies = Stream.builder();
        for (RecordedRequest request = simulator.takeRequest(Duration.ZERO);
                request != null;
                request = simulator.takeRequest(Duration.ZERO)) {
            bodies.add(request.body());
        }
        return bodies.build().toList();
    }
}
