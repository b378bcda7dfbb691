package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class StreamingTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared();
    }

    @Test
    void aTokenArrivesBeforeTheNextIsProduced() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch third = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .await(third)
                .event("{\"text_output\":\" three\"}")
                .thenEnd());
        HttpResponse<Stream<String>> answer =
                gateway.send(gateway.post(GatewayServer.request("hi", "\"stream\":true")), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            Iterator<String> events = lines.filter(line -> !line.isEmpty()).iterator();
            assertThat(events.next()).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
            assertThat(events.next()).contains("\"delta\":{\"content\":\"one\"}");
            second.countDown();
            assertThat(events.next()).contains("\"delta\":{\"content\":\" two\"}");
            third.countDown();
            assertThat(events.next()).contains("\"delta\":{\"content\":\" three\"}");
            assertThat(events.next()).contains("\"delta\":{}", "\"finish_reason\":\"stop\"");
            assertThat(events.next()).isEqualTo("data: [DONE]");
            assertThat(events).isExhausted();
        }
    }

    @Test
    void aStreamHasTheContentTypeOfEvents() {
        HttpResponse<String> answer = gateway.chat(
                GatewayServer.request("hi", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        List<String> ids = answer.body()
                .lines()
                .filter(line -> line.contains("\"id\""))
                .map(line -> line.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"))
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        assertThat(answer.body().split("\"role\"", -1)).hasSize(2);
    }

    @Test
    void aClientThatOffersHttp2GetsAStreamToo() throws Exception {
        HttpClient offering =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        HttpResponse<InputStream> answer = offering.send(
                gateway.post(GatewayServer.request("hi", "\"stream\":true")), BodyHandlers.ofInputStream());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        try (InputStream body = answer.body()) {
            readUntil(body, "\"content\":\"one\"");
            second.countDown();
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" two")
                    .endsWith("data: [DONE]\n\n");
        }
        triton.enqueue(ScriptedReply.events("{\"text_output\":\"one\"}", "{\"error\":\"boom\"}"));
        HttpRequest request = gateway.post(GatewayServer.request("hi", "\"stream\":true"));
        assertThatThrownBy(() -> {
                    try (InputStream body =
                            offering.send(request, BodyHandlers.ofInputStream()).body()) {
                        body.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void anErrorBeforeTheFirstTokenHasAStatus() {
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=at-once", "\"stream\":true"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains("CUDA out of memory", "\"type\":\"server_error\"");
    }

    @Test
    void anErrorInTheFirstEventUnderStatus200HasAStatusToo() {
        triton.enqueue(ScriptedReply.events("{\"error\":\"boom\"}"));
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"stream\":true"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("boom");
    }

    @Test
    void aStreamWithoutAnyTextIsABadAnswer() {
        triton.enqueue(ScriptedReply.stream().thenEnd());
        assertThat(gateway.chat(GatewayServer.request("hi", "\"stream\":true")).statusCode())
                .isEqualTo(502);
    }

    @Test
    void anErrorAfterTheFirstTokenIsAnEventAndThenTheConnectionBreaks() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(seen)
                .event("{\"error\":\"CUDA out of memory\"}")
                .thenEnd());
        assertErrorEventAndBreak(seen, "CUDA out of memory");
    }

    @Test
    void anErrorInTheSameReadAsTheFirstTokenIsAnEventToo() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .chunk("data: {\"text_output\":\"one\"}\n\ndata: {\"error\":\"CUDA out of memory\"}\n\n")
                .thenEnd());
        assertErrorEventAndBreak(new CountDownLatch(1), "CUDA out of memory");
    }

    @Test
    void aTritonThatDiesWithinAStreamIsAnErrorEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(seen)
                .thenCloseConnection());
        assertErrorEventAndBreak(seen, "server_error");
    }

    @Test
    void aSilentStreamIsCutOff(Gateways gateways) throws Exception {
        GatewayServer impatient = gateways.start(triton, "triton.idle-timeout", "100");
        try (RawConnection client = new RawConnection(impatient.port(), 0)) {
            client.send(GatewayServer.onTheWire(GatewayServer.request("@@fail=stall", "\"stream\":true")));
            assertBroken(client.untilClosed(), "triton_timeout", "did not answer in time");
        }

        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void aClientWhoLeavesBetweenTwoTokensEndsTheCallToTriton() throws Exception {
        HttpResponse<InputStream> answer = gateway.send(
                gateway.post(GatewayServer.request("leave @@fail=stall", "\"stream\":true")),
                BodyHandlers.ofInputStream());
        RecordedRequest sent = triton.takeRequest(SOON);
        readUntil(answer.body(), "\"content\":\"");
        assertThat(sent.disconnected().toCompletableFuture()).isNotDone();
        answer.body().close();
        assertThat(sent.disconnected().toCompletableFuture()).succeedsWithin(SOON);
    }

    @Test
    void aClientWhoLeavesBeforeTheFirstTokenEndsTheCallToTriton() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            Socket client = new Socket("127.0.0.1", gateway.port());
            try (client) {
                String body = GatewayServer.request("never @@fail=hang", "\"stream\":" + stream);
                client.getOutputStream().write(GatewayServer.onTheWire(body).getBytes(StandardCharsets.US_ASCII));
                RecordedRequest sent = triton.takeRequest(SOON);
                assertThat(sent.disconnected().toCompletableFuture()).isNotDone();
                client.close();
                assertThat(sent.disconnected().toCompletableFuture()).succeedsWithin(SOON);
            }
        }
    }

    @Test
    void aClientWhoLeavesWithRequestsQueuedOnItsConnectionEndsTheirCallsToo() throws Exception {
        int before = triton.requestCount();
        String body = GatewayServer.request("never @@fail=hang", "\"stream\":true");
        String request = GatewayServer.onTheWire(body);
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            client.getOutputStream().write(request.repeat(3).getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> triton.requestCount() > before);
        }
        await().atMost(SOON)
                .until(() -> triton.inFlight() == 0
                        && gateway.context().getInflightRepository().size() == 0);
    }

    @Test
    void oneOfSeveralStopStringsEndsTheStreamAndTheCallToTriton(Gateways gateways) throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one EN\"}")
                .event("{\"text_output\":\"D two\"}")
                .thenHang());
        GatewayServer generic = gateways.start(triton, "triton.dialect", "generic");
        HttpResponse<String> answer =
                generic.chat(GatewayServer.request("hi", "\"stream\":true,\"stop\":[\"END\",\"STOP\"]"));
        assertThat(answer.body())
                .contains("\"content\":\"one \"", "\"finish_reason\":\"stop\"")
                .doesNotContain("EN", "two")
                .endsWith("data: [DONE]\n\n");

        assertThat(triton.takeRequest(SOON).disconnected().toCompletableFuture())
                .succeedsWithin(SOON);
    }

    @Test
    void aSlowReaderHoldsBackItsOwnStreamOnly() throws Exception {
        HttpResponse<InputStream> slow = gateway.send(
                gateway.post(GatewayServer.request("@@tokens=30000", "\"stream\":true,\"max_tokens\":30000")),
                BodyHandlers.ofInputStream());
        assertThat(gateway.chat(GatewayServer.request("@@tokens=50", "\"stream\":true"))
                        .body())
                .endsWith("data: [DONE]\n\n");
        try (InputStream body = slow.body()) {
            long bytes = 0;
            byte[] last = new byte[0];
            byte[] buffer = new byte[1 << 16];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes += count;
                last = Arrays.copyOf(buffer, count);
            }
            assertThat(bytes).isGreaterThan(5_000_000);
            assertThat(new String(last, StandardCharsets.UTF_8)).endsWith("data: [DONE]\n\n");
        }
    }

    private static void assertErrorEventAndBreak(CountDownLatch seen, String text) throws Exception {
        // the JDK's client may drop what has come before a connection breaks
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(GatewayServer.onTheWire(GatewayServer.request("hi", "\"stream\":true")));
            String read = client.head();
            while (!read.contains("\"content\":\"one\"")) {
                read += client.chunk();
            }
            seen.countDown();
            assertBroken(read + client.untilClosed(), "\"error\":{\"message\"", text);
        }
    }

    private static void assertBroken(String answer, String... texts) {
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains(texts).doesNotContain("[DONE]", "\r\n0\r\n");
    }

    /** Reads until one of the texts has come; the test's own timeout bounds it. */
    private static String readUntil(InputStream body, String... texts) throws IOException {
        StringBuilder read = new StringBuilder();
        while (Stream.of(texts).noneMatch(text -> read.indexOf(text) >= 0)) {
            int b = body.read();
            assertThat(b).as("end of stream after %s", read).isNotNegative();
            read.append((char) b);
        }
        // the rest of the line
        for (int b = body.read(); b != '\n'; b = body.read()) {
            read.append((char) b);
        }
        return read.toString();
    }
}
