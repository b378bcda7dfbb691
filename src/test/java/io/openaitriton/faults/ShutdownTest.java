package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.server.Shutdown;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that shuts down finishes requests in progress, up to a limit, and informs clients. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class ShutdownTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/v1/chat/completions";

    private final CountDownLatch release = new CountDownLatch(1);
    private TritonSimulator triton;

    @BeforeEach
    void start(Gateways gateways) {
        triton = gateways.simulator();
    }

    @AfterEach
    void stop() {
        release.countDown();
    }

    @Test
    void atSigtermAnOpenStreamIsFinishedAndNewRequestsAreRefused(@TempDir Path folder) throws Exception {
        holdStream();
        try (GatewayProcess gateway = process(folder, Map.of());
                RawConnection streaming = new RawConnection(gateway.port(), 0);
                RawConnection next = new RawConnection(gateway.port(), 0)) {
            readToFirstToken(streaming.send(chat("\"stream\":true")));
            gateway.terminate();
            assertRefused(next);
            release.countDown();
            assertThat(streaming.untilLastChunk()).contains(" two", "data: [DONE]");
            assertThat(gateway.endsWithin(SOON)).isTrue();
            assertThat(gateway.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void requestsThatDoNotFinishInTimeGetAnError(@TempDir Path folder) throws Exception {
        holdStream();
        try (GatewayProcess gateway = process(folder, Map.of("GATEWAY_DRAIN_TIMEOUT", "300"));
                RawConnection streaming = new RawConnection(gateway.port(), 0);
                RawConnection whole = new RawConnection(gateway.port(), 0)) {
            readToFirstToken(streaming.send(chat("\"stream\":true")));
            triton.enqueue(ScriptedReply.neverAnswer());
            whole.send(chat("\"max_tokens\":1"));
            Awaitility.await().atMost(SOON).until(() -> triton.inFlight() == 2);
            gateway.terminate();
            assertThat(whole.response())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1", "\"type\":\"server_error\"", "\"code\":\"shutting_down\"");
            assertThat(streaming.untilClosed())
                    .contains("data: {\"error\":{", "\"code\":\"shutting_down\"")
                    .doesNotContain("[DONE]");
            Awaitility.await().atMost(SOON).until(() -> triton.inFlight() == 0);
            assertThat(gateway.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void readinessGoesDownWhileRequestsAreStillTaken(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton);
        CountDownLatch down = new CountDownLatch(1);
        Shutdown shutdown = gateway.context().getRegistry().lookupByNameAndType(Shutdown.NAME, Shutdown.class);
        shutdown.onBegin(() -> {
            down.countDown();
            // as long as a drain-delay
            await(release);
        });
        CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
        await(down);
        assertThat(shutdown.hasBegun()).isTrue();
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(chat("\"max_tokens\":1")).response())
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("connection: close");
        }
        release.countDown();
        assertThat(ended).succeedsWithin(SOON);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aGatewayWithinAnApplicationEndsTheSameWay(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "gateway.drain-timeout", "60000");
        holdStream();
        try (RawConnection streaming = new RawConnection(gateway.port(), 0);
                RawConnection next = new RawConnection(gateway.port(), 0)) {
            readToFirstToken(streaming.send(chat("\"stream\":true")));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
            assertRefused(next);
            release.countDown();
            assertThat(streaming.untilLastChunk()).contains(" two", "data: [DONE]");
            assertThat(ended).succeedsWithin(SOON);
        }
    }

    @Test
    void editedRoutesEndTheSameWay(@TempDir Path folder, Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "gateway.reload", "true", "gateway.drain-timeout", "60000");
        holdStream();
        try (RawConnection streaming = new RawConnection(gateway.port(), 0);
                RawConnection next = new RawConnection(gateway.port(), 0)) {
            readToFirstToken(streaming.send(chat("\"stream\":true")));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
            assertRefused(next);
            release.countDown();
            assertThat(streaming.untilLastChunk()).contains(" two", "data: [DONE]");
            assertThat(ended).succeedsWithin(SOON);
        }
    }

    @Test
    void http2ConnectionsGetAGoawayAndTheirStreamsFinish(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "gateway.drain-timeout", "60000");
        holdStream();
        try (RawHttp2 busy = new RawHttp2(gateway.port());
                RawHttp2 idle = new RawHttp2(gateway.port());
                RawHttp2 fresh = new RawHttp2(gateway.port())) {
            assertThat(idle.answer(idle.request("GET", "/v1/models")).status()).isEqualTo("200");
            int stream = busy.post(PATH, "content-type", "application/json");
            busy.body(stream, GatewayServer.request("hi", "\"stream\":true").getBytes(StandardCharsets.UTF_8), true);
            busy.await(frame -> text(frame).contains("\"content\":\"one\""));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
            assertThat(goAway(idle).errorCode()).isZero();
            // a connection without a request gets it with its first request
            assertThat(fresh.answer(fresh.request("GET", "/v1/models")).status())
                    .isIn("200", "503");
            assertThat(goAway(fresh).errorCode()).isZero();
            release.countDown();
            RawHttp2.Answer answer = busy.answer(stream);
            assertThat(answer.body()).contains(" two").endsWith("data: [DONE]\n\n");
            assertThat(goAway(busy).errorCode()).isZero();
            // not before: some clients break off their streams when they read it
            assertThat(busy.indexOf(goAway(busy)))
                    .isGreaterThan(
                            busy.indexOf(answer.frames().get(answer.frames().size() - 1)));
            assertThat(ended).succeedsWithin(SOON);
        }
    }

    @Test
    void aRefusedRequestGetsAGoawayWhileAStreamIsOpen(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "gateway.drain-timeout", "60000");
        holdStream();
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = client.post(PATH, "content-type", "application/json");
            client.body(stream, GatewayServer.request("hi", "\"stream\":true").getBytes(StandardCharsets.UTF_8), true);
            client.await(frame -> text(frame).contains("\"content\":\"one\""));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> client.answer(client.request("GET", "/v1/models"))
                            .status()
                            .equals("503"));
            assertThat(goAway(client).errorCode()).isZero();
            release.countDown();
            assertThat(client.answer(stream).body()).contains(" two").endsWith("data: [DONE]\n\n");
            assertThat(ended).succeedsWithin(SOON);
        }
    }

    private static RawHttp2.Frame goAway(RawHttp2 client) {
        return client.await(frame -> frame.type() == RawHttp2.GOAWAY);
    }

    private static String text(RawHttp2.Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    /** Requests on one connection are taken until one is refused, whose answer says all. */
    private static void assertRefused(RawConnection client) {
        Awaitility.await().atMost(SOON).until(() -> {
            String answer = client.send(chat("\"max_tokens\":1")).response();
            if (answer.startsWith("HTTP/1.1 200 ")) {
                return false;
            }
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\"code\":\"shutting_down\"", "\"type\":\"server_error\"")
                    .containsIgnoringCase("retry-after: 1")
                    .containsIgnoringCase("connection: close");
            return true;
        });
        assertThat(client.untilClosed()).isEmpty();
    }

    private void holdStream() {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(release)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
    }

    private static void readToFirstToken(RawConnection client) {
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        String read = "";
        while (!read.contains("\"content\":\"one\"")) {
            read += client.chunk();
        }
    }

    private GatewayProcess process(Path folder, Map<String, String> environment) {
        return GatewayProcess.start(folder.resolve("log"), triton.url(), environment);
    }

    private static String chat(String fields) {
        return GatewayServer.onTheWire(GatewayServer.request("hi", fields));
    }
}
