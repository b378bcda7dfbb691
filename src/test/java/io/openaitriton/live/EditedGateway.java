package io.openaitriton.live;

import io.openaitriton.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;

/** The real gateway, reloading, on copies of the real route files. */
final class EditedGateway implements AutoCloseable {
    static final String ROUTER = "openai-router.camel.yaml";

    private final Path routes;
    private final String[] arguments;
    private final Main main = Gateway.create();
    private final Thread running;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int port;
    private int settled;

    private EditedGateway(Path routes, Consumer<Main> change, Map<String, String> settings, String... arguments) {
        this.routes = routes;
        change.accept(main);
        this.arguments = arguments;
        Path properties = routes.resolve("application.properties");
        if (Files.exists(properties)) {
            main.setPropertyPlaceholderLocations(
                    "file:" + properties + ",classpath:openai-triton/application.properties");
        }
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty(
                "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml,file:" + routes + "/*.xml");
        settings.forEach(main::addOverrideProperty);
        running = new Thread(this::run, "gateway");
        running.start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> port(main) > 0);
        port = port(main);
    }

    static EditedGateway start(Path routes, Map<String, String> settings) {
        copyRoutes(routes);
        return start(routes, main -> {}, settings);
    }

    /** Starts a gateway, of copies of the routes, after a change to it. */
    static EditedGateway start(Path routes, Consumer<Main> change, Map<String, String> settings) {
        return new EditedGateway(routes, change, settings, "-live");
    }

    /** A gateway as it is packaged. */
    static EditedGateway startWithoutReload(Path routes, Map<String, String> settings) {
        copyRoutes(routes);
        return new EditedGateway(routes, main -> {}, settings);
    }

    static void copyRoutes(Path to) {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The route file of the 8B model with its route written out. */
    static String writtenOut() {
        try {
            return Files.readString(Path.of("examples/written-out-model/llama-3b.camel.yaml"))
                    .replace(":http://127.0.0.1:8000", "")
                    .replace("Llama-3.2-3B-Instruct", "Meta-Llama-3.1-8B-Instruct")
                    .replace("3b", "8b");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        try {
            main.run(arguments);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(Main main) {
        if (main.getCamelContext() == null || !main.getCamelContext().isStarted()) {
            return 0;
        }
        return main.getCamelContext().getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .mapToInt(router -> router.getServer().getPort())
                .sum();
    }

    Main main() {
        return main;
    }

    Path file(String name) {
        return routes.resolve(name);
    }

    String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the files are served as they are now. */
    void settle() {
        String mark = Integer.toString(++settled);
        write("mark.camel.yaml", """
                - route:
                    id: mark
                    from:
                      uri: platform-http:/mark
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: "MARK"
                """.replace("MARK", mark));
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                .until(() -> get("/mark").body().equals(mark));
    }

    /** Saves a file as most editors do. */
    void write(String name, String text) {
        write(file(name), text);
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void replace(String name, String what, String by) {
        String text = read(name);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(name + " does not hold " + what);
        }
        write(name, text.replace(what, by));
    }

    /** Gives the router a branch for one more name of the 70B model. */
    void addName(String name) {
        write(ROUTER, withName(name, read(ROUTER)));
    }

    /** A router's file, in YAML or XML, with a branch for one more name of the 70B model. */
    static String withName(String name, String router) {
        String condition = "${exchangeProperty.openaiModel} == '" + name + "'";
        String yaml = """
                          - expression:
                              simple:
                                expression: "CONDITION"
                            steps:
                              - to:
                                  uri: direct:triton-llama-70b
            """.indent(0);
        String xml = "<when><simple>CONDITION</simple><to uri=\"direct:triton-llama-70b\"/></when>";
        return router.replace("            when:\n", "            when:\n" + yaml.replace("CONDITION", condition))
                .replace("<choice>", "<choice>" + xml.replace("CONDITION", condition));
    }

    void delete(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> ask(String model) {
        return client.sendAsync(request(model, false), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<Stream<String>>> askStreaming(String model) {
        return client.sendAsync(request(model, true), BodyHandlers.ofLines());
    }

    /** The answer's text, or the whole body when it is an error. */
    String answer(String model) {
        return ask(model).join().body();
    }

    String models() {
        return get("/v1/models").body();
    }

    HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).join();
    }

    int port() {
        return port;
    }

    private HttpRequest request(String model, boolean stream) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
    }

    @Override
    public void close() {
        main.completed();
        try {
            running.join(40_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            throw new IllegalStateException("The gateway does not stop");
        }
    }
}
