package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that offers another protocol gets HTTP/1.1, as without an offer (RFC 9110, 7.8). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class UpgradeOfferTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SETTINGS = "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
    private static final String BODY = GatewayServer.request("hi", "\"max_tokens\":1");

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS,
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: H2C\r\n" + SETTINGS,
                // nginx's lines for WebSockets
                "Connection: upgrade\r\nUpgrade: h2c\r\n" + SETTINGS,
                "Connection: upgrade\r\nUpgrade: h2c\r\n",
                "Upgrade: h2c\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: ???\r\n",
                "Connection: upgrade\r\nUpgrade: websocket, h2c\r\nUpgrade: h2c\r\n",
                "Connection: Upgrade\r\nUpgrade: TLS/1.0, HTTP/2.0\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
            })
    void anOfferIsIgnoredAndTheConnectionServesOn(String offer) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            String get = "GET /v1/models HTTP/1.1\r\nHost: x\r\n" + offer + "\r\n";
            for (String request : new String[] {post(offer, BODY), get, post(offer, BODY)}) {
                assertThat(client.send(request).response())
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\"object\":")
                        .doesNotContainIgnoringCase("connection: close", "upgrade");
            }
        }
    }

    @Test
    void anOfferInALargeHeadIsIgnoredToo() {
        String large = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS + "Authorization: Bearer "
                + "x".repeat(20_000) + "\r\n";
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(post(large, BODY)).response()).startsWith("HTTP/1.1 200 ");
            assertThat(client.send(post(large, BODY)).response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anOfferThatIsTooLargeIsRefusedInFull() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(post("Connection: upgrade\r\nUpgrade: h2c\r\nX-Large: " + "x".repeat(40_000) + "\r\n", BODY));
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 431 ")
                    .contains("\"code\":\"request_headers_too_large\"");
        }
    }

    @Test
    void anOfferAfterAnOrdinaryRequestIsIgnored() {
        String offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(post("", BODY)).response()).startsWith("HTTP/1.1 200 ");
            assertThat(client.send(post(offer, BODY)).response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anOfferWithABodyThatWaitsForContinueIsAnswered() {
        String body = GatewayServer.request("x".repeat(9 << 20), "\"max_tokens\":1");
        String offer =
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS + "Expect: 100-continue\r\n";
        String request = post(offer, body);
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(request.substring(0, request.length() - body.length()));
            assertThat(client.head()).startsWith("HTTP/1.1 100 ");
            assertThat(client.send(body).response()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** It offers h2c with its first request to every server. */
    @Test
    void theJdksClientIsServed() throws Exception {
        HttpClient client = HttpClient.newBuilder().connectTimeout(SOON).build();
        String large = GatewayServer.request("x".repeat(9 << 20), "\"max_tokens\":1");
        for (String body : new String[] {BODY, GatewayServer.request("hi", "\"stream\":true"), large}) {
            HttpResponse<String> answer = client.send(request(gateway.port(), body), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void theJdksClientIsServedThroughNginx(@TempDir Path folder) throws Exception {
        try (NginxFront nginx = NginxFront.start(folder, gateway.port())) {
            HttpClient client = HttpClient.newBuilder().connectTimeout(SOON).build();
            for (String body : new String[] {BODY, GatewayServer.request("hi", "\"stream\":true"), BODY}) {
                HttpResponse<String> answer = client.send(request(nginx.port(), body), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("Meta-Llama-3.1-8B-Instruct");
            }
            HttpRequest models = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/v1/models"))
                    .timeout(SOON)
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(models, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void http2WorksWithPriorKnowledge() {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = client.post("/v1/chat/completions", "content-type", "application/json");
            client.body(stream, BODY.getBytes(StandardCharsets.UTF_8), true);
            assertThat(client.answer(stream).status()).isEqualTo("200");
            assertThat(client.answer(client.request("GET", "/v1/models")).body())
                    .contains("\"object\":\"list\"");
        }
    }

    private static String post(String headers, String body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static HttpRequest request(int port, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
