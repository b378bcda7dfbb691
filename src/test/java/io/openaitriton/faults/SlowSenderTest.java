package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send slowly: each is disconnected in time, and none delays another. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class SlowSenderTest {
    private static final String BODY = GatewayServer.request("hi", "\"max_tokens\":1");
    private static final String REQUEST = GatewayServer.onTheWire(BODY);
    private static final String HEAD = REQUEST.substring(0, REQUEST.length() - BODY.length());

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "gateway.request-timeout", "500", "gateway.keep-alive-timeout", "3000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Slow: "})
    void withoutAWholeHeadTheConnectionIsClosed(String part) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(part).untilClosed()).isEmpty();
        }
    }

    @Test
    void slowHeadersTimeOut() {
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            drip.scheduleAtFixedRate(() -> client.send("x"), 0, 50, TimeUnit.MILLISECONDS);
            assertThat(client.isCutOff()).isTrue();
        } finally {
            drip.shutdownNow();
        }
    }

    @Test
    void aMissingBodyTimesOut() {
        int before = triton.requestCount();
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(HEAD + BODY.substring(1));
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"code\":\"request_timeout\"", "x-request-id");
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void theSameOverHttp2() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            HttpClientResponse answer = client.request(
                            HttpMethod.POST, gateway.port(), "127.0.0.1", "/v1/chat/completions")
                    .compose((HttpClientRequest request) -> {
                        request.putHeader("Content-Type", "application/json")
                                .setChunked(true)
                                .write(BODY.substring(1));
                        return request.response();
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(408);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAnswerMayTakeLongerThanARequest() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            String body = GatewayServer.request("@@tokens=5 @@delay=200", "\"stream\":true");
            client.send(GatewayServer.onTheWire(body));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ").contains("data: [DONE]");
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTimeout() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(REQUEST).response()).startsWith("HTTP/1.1 200 ");
            // longer than a request may take
            assertThat(client.isSilentFor(Duration.ofMillis(750))).isTrue();
            assertThat(client.send(REQUEST).response()).startsWith("HTTP/1.1 200 ");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void theRestOfTheNextRequestTimesOutToo() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(REQUEST + HEAD.substring(0, 20));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
            assertThat(client.untilClosed()).isEmpty();
        }
    }
}
