package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that do not read their answers do not hold a call to Triton or a thread forever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class SlowReaderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SMALL_BUFFER = 4096;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "gateway.write-timeout", "300", "triton.dialect", "generic");
    }

    @Test
    void anUnreadStreamEndsWithItsCall() {
        String event = "data: {\"text_output\":\"" + "x".repeat(100_000) + "\"}\n\n";
        triton.enqueue(ScriptedReply.stream().chunk(event.repeat(200)).thenHang());
        int before = triton.requestCount();
        try (RawConnection client = new RawConnection(gateway.port(), SMALL_BUFFER)) {
            client.send(chat("\"stream\":true"));
            await().atMost(SOON).until(() -> triton.requestCount() > before);
            assertThatItIsOver();
            assertThat(client.isCutOff()).isTrue();
        }
    }

    @Test
    void anUnreadAnswerIsAbandoned() {
        triton.enqueue(ScriptedReply.json(200, "{\"text_output\":\"" + "x".repeat(20_000_000) + "\"}"));
        try (CapturedLog log = CapturedLog.open();
                RawConnection client = new RawConnection(gateway.port(), SMALL_BUFFER)) {
            client.send(chat("\"max_tokens\":1"));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThatItIsOver();
            assertThat(client.isCutOff()).isTrue();
            assertThat(log.messages())
                    .containsExactly("The client did not read its answer for 300 ms" + " (gateway.write-timeout)");
        }
    }

    /** Over HTTP/2 a client takes no more unread bytes than its window has. */
    @Test
    void anUnreadStreamOverHttp2IsAbandoned() throws Exception {
        String event = "data: {\"text_output\":\"" + "x".repeat(20_000) + "\"}\n\n";
        triton.enqueue(ScriptedReply.stream().chunk(event.repeat(2)).thenEnd());
        CompletableFuture<Throwable> reset = new CompletableFuture<>();
        Vertx vertx = Vertx.vertx();
        try (CapturedLog log = CapturedLog.open()) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setInitialSettings(new Http2Settings().setInitialWindowSize(1024)));
            HttpClientResponse answer = client.request(
                            HttpMethod.POST, gateway.port(), "127.0.0.1", "/v1/chat/completions")
                    .compose(request -> {
                        // before it is sent, so that no data arrives earlier
                        request.response()
                                .onSuccess(response -> response.pause().exceptionHandler(reset::complete));
                        return request.putHeader("Content-Type", "application/json")
                                .send(GatewayServer.request("hi", "\"stream\":true"));
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThatItIsOver();
            assertThat(reset.get(20, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
            assertThat(log.messages())
                    .contains("The client did not read its answer for 300 ms (gateway.write-timeout)");
        } finally {
            vertx.close();
        }
    }

    @Test
    void aClientThatHasClosedItsOutputIsServed() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(chat("\"max_tokens\":1").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200 ").contains("chat.completion");
        }
    }

    private static void assertThatItIsOver() {
        await().atMost(SOON)
                .until(() -> triton.inFlight() == 0
                        && gateway.context().getInflightRepository().size() == 0);
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(200);
    }

    private static String chat(String fields) {
        return GatewayServer.onTheWire(GatewayServer.request("hi", fields));
    }
}
