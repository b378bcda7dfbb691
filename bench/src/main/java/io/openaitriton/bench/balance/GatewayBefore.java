package io.openaitriton.bench.balance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A gateway in a separate process, whose 8B model has several replicas. */
record GatewayBefore(Process process, int port) implements AutoCloseable {
    private static final int START_SECONDS = 240;

    static GatewayBefore start(Path home, String java, Balancer balancer, List<String> urls) throws Exception {
        int port = freePort();
        Path folder = folder(home);
        Files.writeString(folder.resolve("routes/llama-8b.camel.yaml"), model(balancer, urls));
        ProcessBuilder builder = new ProcessBuilder(folder.resolve("bin/openai-triton-gateway").toString())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("bench/target/balancing-gateway.log").toFile());
        builder.environment().put("JAVA_HOME", java);
        builder.environment().put("GATEWAY_PORT", Integer.toString(port));
        builder.environment().put("SIMULATOR_ENABLED", "false");
        builder.environment().put("TRITON_DIALECT", "vllm");
        builder.environment().put("TRITON_LLAMA_8B_URL", urls.get(0));
        GatewayBefore gateway = new GatewayBefore(builder.start(), port);
        gateway.await();
        return gateway;
    }

    /** A copy of a gateway's folder, with different routes. */
    private static Path folder(Path home) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("bench/target").toAbsolutePath(), "gateway");
        for (String each : List.of("bin", "routes", ".")) {
            Files.createDirectories(folder.resolve(each));
            try (Stream<Path> files = Files.list(home.resolve(each))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, folder.resolve(each).resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Files.createSymbolicLink(folder.resolve("lib"), home.resolve("lib").toAbsolutePath());
        return folder;
    }

    private static String model(Balancer balancer, List<String> urls) {
        StringBuilder file = new StringBuilder("""
                - beans:
                    - name: llama-8b
                      type: io.openaitriton.camel.TritonModel
                      initMethod: start
                      properties:
                        model: Meta-Llama-3.1-8B-Instruct
                        url: "%s"
                        names: "*8b*"
                    - name: llama-8b-replicas
                      type: io.openaitriton.camel.TritonReplicas
                      properties:
                        model: "#bean:llama-8b"
                        policy: %s
                        stickyBy: "%s"
                - templatedRoute:
                    routeTemplateRef: triton-replicas
                    routeId: triton-llama-8b
                    parameters:
                      - name: name
                        value: llama-8b
                """.formatted(String.join(", ", urls), policy(balancer), balancer == Balancer.STICKY ? "user" : ""));
        for (int i = 0; i < urls.size(); i++) {
            file.append("""
                    - templatedRoute:
                        routeTemplateRef: triton-replica
                        routeId: triton-llama-8b-%d
                        parameters:
                          - name: name
                            value: llama-8b
                          - name: model
                            value: Meta-Llama-3.1-8B-Instruct
                          - name: replica
                            value: "%d"
                          - name: url
                            value: "%s"
                    """.formatted(i + 1, i + 1, urls.get(i)));
        }
        return file.toString();
    }

    private static String policy(Balancer balancer) {
        return switch (balancer.policy) {
            case ROUND_ROBIN -> "round-robin";
            case LEAST_IN_FLIGHT -> "least-in-flight";
            case PREFIX -> "prefix";
            case PREFIX_HASH -> "prefix-hash";
        };
    }

    private void await() throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest models = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models")).build();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < until && process.isAlive()) {
            try {
                if (client.send(models, BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        close();
        throw new IOException("The gateway does not answer; see bench/target/balancing-gateway.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(40, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
