package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Options of the step that calls Triton apply to all requests to Triton. */
@ExtendWith(GatewayExtension.class)
class StepOptionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PASSWORD = "a+b&c%20 d";

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    private HttpServer triton;

    @BeforeEach
    void start() throws IOException {
        triton = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        triton.createContext("/", this::answer);
        triton.start();
    }

    @AfterEach
    void stop() {
        triton.stop(0);
    }

    @Test
    void aUserNameAndItsPassword(Gateways gateways) throws IOException {
        routes("authUsername: gateway", "authPassword: \"RAW(" + PASSWORD + ")\"");
        assertAsked(gateways, url());
    }

    @Test
    void aProxy(Gateways gateways) throws IOException {
        int port = triton.getAddress().getPort();
        routes(
                "authUsername: gateway",
                "authPassword: \"RAW(" + PASSWORD + ")\"",
                "proxyHost: 127.0.0.1",
                "proxyPort: " + port);
        // which no other than the proxy could find
        assertAsked(gateways, "http://triton.invalid:8000");
    }

    private void assertAsked(Gateways gateways, String url) {
        ManagementPort management = ManagementPort.free();
        GatewayServer gateway = gateways.start(
                url, management.settings("camel.main.routes-include-pattern", "file:" + folder + "/*.yaml"));
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"model\":\"8b\""));
        assertThat(answer.body()).contains("\"content\":\"well\"");
        await().atMost(SOON).until(() -> management.get("/health/ready").statusCode() == 200);
        assertThat(asked).contains("config", "ready", "generate");
    }

    private String url() {
        return "http://127.0.0.1:" + triton.getAddress().getPort();
    }

    private void routes(String... options) throws IOException {
        String lines = "$0\n$1" + String.join("\n$1", options);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String yaml = Files.readString(file);
                Files.writeString(
                        folder.resolve(file.getFileName()), yaml.replaceAll("(?m)^( *)httpMethod: POST$", lines));
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String what = path.substring(path.lastIndexOf('/') + 1);
            String credentials =
                    Base64.getEncoder().encodeToString(("gateway:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"triton\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            asked.add(what);
            String text = what.equals("generate") ? "{\"text_output\":\"well\"}" : "{\"input\":[]}";
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
