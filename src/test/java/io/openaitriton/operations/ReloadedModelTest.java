package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model that is reloaded in place with other inputs: requests soon use its new dialect, and none waits or fails because of it. */
@ExtendWith(GatewayExtension.class)
class ReloadedModelTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VLLM = config("text_input", "sampling_parameters");
    private static final String GENERIC = config("text_input", "parameters");
    private static final String MODEL = "\"model\":\"70b\"";

    @TempDir
    Path routes;

    @Test
    void isCalledWithItsNewDialect(Gateways gateways) throws IOException {
        try (Triton triton = new Triton(VLLM)) {
            GatewayServer gateway = gateway(gateways, triton, "triton.ready-interval", "20");
            assertThat(asked(gateway, triton).has("sampling_parameters")).isTrue();
            for (String config : List.of(GENERIC, VLLM, GENERIC)) {
                triton.config = config;
                await().atMost(SOON)
                        .until(() -> asked(gateway, triton).has("sampling_parameters") == config.equals(VLLM));
            }
        }
    }

    @Test
    void isNoticedAtTheLatestAfterTheInterval(Gateways gateways) throws IOException {
        try (Triton triton = new Triton(VLLM)) {
            GatewayServer gateway =
                    gateway(gateways, triton, "triton.ready-interval", "3600000", "triton.config-interval", "20");
            asked(gateway, triton);
            triton.config = GENERIC;
            await().atMost(SOON).until(() -> !asked(gateway, triton).has("sampling_parameters"));
        }
    }

    @Test
    void isNoticedAfterARequestThatFails(Gateways gateways) throws IOException {
        try (Triton triton = new Triton(VLLM)) {
            GatewayServer gateway =
                    gateway(gateways, triton, "triton.ready-interval", "3600000", "triton.config-interval", "3600000");
            asked(gateway, triton);
            triton.config = GENERIC;
            triton.failing = true;
            assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(502);
            triton.failing = false;
            await().atMost(SOON).until(() -> !asked(gateway, triton).has("sampling_parameters"));
        }
    }

    @Test
    void noRequestWaitsForAPoll(Gateways gateways) throws Exception {
        try (Triton triton = new Triton(VLLM)) {
            GatewayServer gateway = gateway(gateways, triton, "triton.ready-interval", "20");
            asked(gateway, triton);
            triton.gate = new CountDownLatch(1);
            await().atMost(SOON).until(() -> triton.held.size() > 0);
            asked(gateway, triton);
            triton.gate.countDown();
        }
    }

    @Test
    void eachReplicaHasItsOwnDialectDuringARollingUpdate(Gateways gateways) throws IOException {
        try (Triton a = new Triton(VLLM);
                Triton b = new Triton(VLLM)) {
            GatewayServer gateway = replicas(gateways, a, b);
            b.config = GENERIC;
            await().atMost(SOON).until(() -> {
                ask(gateway, MODEL);
                JsonNode last = b.requests.peek();
                b.requests.clear();
                return last != null && !last.has("sampling_parameters");
            });
            a.requests.clear();
            b.requests.clear();
            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway, MODEL).statusCode()).isEqualTo(200);
            }
            assertThat(a.requests).isNotEmpty().allMatch(request -> request.has("sampling_parameters"));
            assertThat(b.requests).isNotEmpty().noneMatch(request -> request.has("sampling_parameters"));
        }
    }

    @Test
    void aRequestThatOneReplicaCannotServeGoesToTheOther(Gateways gateways) throws IOException {
        try (Triton a = new Triton(VLLM);
                Triton b = new Triton(GENERIC)) {
            GatewayServer gateway = replicas(gateways, a, b);
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> answer = ask(gateway, MODEL + ",\"min_p\":0.1");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(a.requests).hasSize(10);
            a.config = GENERIC;
            await().atMost(SOON)
                    .until(() -> ask(gateway, MODEL + ",\"min_p\":0.1").statusCode() == 400);
            assertThat(ask(gateway, MODEL + ",\"min_p\":0.1").body()).contains("\"param\":\"min_p\"");
        }
    }

    private static GatewayServer gateway(Gateways gateways, Triton triton, String... settings) {
        return gateways.start(triton.url(), settings);
    }

    private GatewayServer replicas(Gateways gateways, Triton a, Triton b) throws IOException {
        return TwoTritons.gateway(
                gateways, routes, a.url(), b.url(), ManagementPort.free(), List.of("triton.dialect", "auto"));
    }

    private static HttpResponse<String> ask(GatewayServer gateway, String fields) {
        return gateway.chat(GatewayServer.request("hi", fields));
    }

    /** The outcome of a request. */
    private static JsonNode asked(GatewayServer gateway, Triton triton) {
        triton.requests.clear();
        HttpResponse<String> answer = ask(gateway, "\"max_tokens\":7");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return triton.requests.element();
    }

    private static String config(String... inputs) {
        List<String> all = new ArrayList<>();
        for (String input : inputs) {
            all.add("{\"name\":\"" + input + "\"}");
        }
        return "{\"input\":[" + String.join(",", all) + "]}";
    }

    /** Answers any generate request, and has a configuration that may change. */
    private static final class Triton implements AutoCloseable {
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
        private final Queue<String> held = new ConcurrentLinkedQueue<>();
        private volatile String config;
        private volatile boolean failing;
        private volatile CountDownLatch gate = new CountDownLatch(0);

        private Triton(String config) throws IOException {
            this.config = config;
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        private String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (path.endsWith("/config")) {
                    if (gate.getCount() > 0) {
                        held.add(path);
                        gate.await(20, TimeUnit.SECONDS);
                    }
                    send(exchange, 200, config);
                } else if (path.endsWith("/ready")) {
                    send(exchange, 200, "");
                } else {
                    requests.add(OpenAiJson.mapper().readTree(body));
                    send(
                            exchange,
                            failing ? 400 : 200,
                            failing ? "{\"error\":\"boom\"}" : "{\"text_output\":\"well\"}");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void send(HttpExchange exchange, int status, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        @Override
        public void close() {
            gate.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
