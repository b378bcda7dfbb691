package io.openaitriton.real;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Triton server for a test, with the models of {@code src/test/triton}. The system property {@code triton.home} names the
 * folder that {@code .ci/real-triton} prepares; without it the test is skipped.
 */
final class RealTriton implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/triton").toAbsolutePath();
    private static final int SECONDS = 60;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home;
    private final Path folder;
    private final int port;
    private final List<String> models;
    private Process process;

    private RealTriton(Path home, Path folder, List<String> models) {
        this.home = home;
        this.folder = folder;
        this.port = FreePort.find();
        this.models = models;
    }

    /**
     * Prepares a server, which {@link #begin()} starts.
     *
     * @param folder for its models, its log and the journal of its models
     * @param models those that it loads when it starts; all if none is named
     */
    static RealTriton prepare(Path folder, String... models) {
        String home = System.getProperty("triton.home");
        assumeTrue(home != null, "SKIPPED: .ci/real-triton runs this test against a real Triton server");
        RealTriton triton = new RealTriton(
                Path.of(home).toAbsolutePath(), folder, models.length == 0 ? List.of("*") : List.of(models));
        triton.copyModels();
        return triton;
    }

    private void copyModels() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(SOURCES.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the server the vLLM model under another name, as an ensemble of it. */
    void alsoCalled(String name) {
        Path model = folder.resolve("models").resolve(name);
        try {
            Files.createDirectories(model.resolve("1"));
            Files.copy(SOURCES.resolve("models/vllm-ensemble/config.pbtxt"), model.resolve("config.pbtxt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server with its models, also again after {@link #kill()}, and waits until it is ready. */
    void begin() {
        Path server = home.resolve("server");
        List<String> command = new ArrayList<>(List.of(
                server.resolve("bin/tritonserver").toString(),
                "--model-repository=" + folder.resolve("models"),
                "--backend-directory=" + server.resolve("backends"),
                "--http-address=127.0.0.1",
                "--http-port=" + port,
                "--allow-grpc=false",
                "--allow-metrics=false",
                "--pinned-memory-pool-byte-size=0",
                "--model-control-mode=explicit",
                "--exit-timeout-secs=5"));
        models.forEach(model -> command.add("--load-model=" + model));
        // the Python backend looks for modules in the server's working directory, and for Python on the path
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("STAND_IN_JOURNAL", journal().toString());
        builder.environment().merge("PATH", home.resolve("python/bin").toString(), (old, first) -> first + ":" + old);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(SECONDS)).until(this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Triton has ended: " + lastLines());
        }
        try {
            return send(HttpRequest.newBuilder(uri("/v2/health/ready"))).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("triton.log");
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private URI uri(String path) {
        return URI.create(url() + path);
    }

    /** The configuration of a model as Triton has it, JSON. */
    String config(String model) {
        return send(HttpRequest.newBuilder(uri("/v2/models/" + model + "/config")))
                .body();
    }

    /** Loads or reloads a model. */
    void load(String model) {
        admin(model, "load", "{}");
    }

    /** Reloads a model in place, with another configuration. */
    void load(String model, String config) {
        String quoted = OpenAiJson.mapper().getNodeFactory().textNode(config).toString();
        admin(model, "load", "{\"parameters\":{\"config\":" + quoted + "}}");
    }

    void unload(String model) {
        admin(model, "unload", "{}");
    }

    private void admin(String model, String what, String body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/v2/repository/models/" + model + "/" + what))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(what + " " + model + ": " + answer.body());
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(SECONDS)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long the journal is now, in bytes: where the next request begins. */
    long mark() {
        try {
            return Files.exists(journal()) ? Files.size(journal()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests that models have got since a mark, in their order: {@code model}, {@code tensors}, {@code parameters}. */
    List<JsonNode> requests(long mark) {
        return entries(mark, "request");
    }

    /** How requests have ended since a mark: {@code how} is finished, failed or cancelled, {@code tokens} were sent. */
    List<JsonNode> ends(long mark) {
        return entries(mark, "end");
    }

    private List<JsonNode> entries(long mark, String event) {
        List<JsonNode> entries = new ArrayList<>();
        if (!Files.exists(journal())) {
            return entries;
        }
        try (InputStream file = Files.newInputStream(journal())) {
            file.skipNBytes(mark);
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            // a line may be half written
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode entry = OpenAiJson.mapper().readTree(line);
                if (entry.path("event").asText().equals(event)) {
                    entries.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    /** SIGKILL to the server and the processes of its models. */
    void kill() {
        List<ProcessHandle> stubs = process.descendants().toList();
        process.destroyForcibly();
        stubs.forEach(ProcessHandle::destroyForcibly);
        ended();
    }

    /** SIGTERM; does not wait for the end. */
    void terminate() {
        process.destroy();
    }

    private void ended() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Triton does not end: " + lastLines());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
