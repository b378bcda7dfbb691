package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.faults.KeptConnections.Request;
import io.openaitriton.faults.KeptConnections.Script;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that Triton has closed is not used; a kept connection that fails causes no error for a client. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class StaleConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WHOLE = "\"max_tokens\":1";
    private static final String STREAM = "\"stream\":true";
    private static final Script WELL = Request::answer;

    private KeptConnections triton;
    private Gateways gateways;
    private GatewayServer gateway;

    @BeforeEach
    void start(Gateways gateways) {
        this.gateways = gateways;
        triton = new KeptConnections(WELL);
    }

    /** The test's gateway; the first call may give it more settings. */
    private GatewayServer gateway(String... settings) {
        if (gateway == null) {
            List<String> all = new ArrayList<>(List.of("triton.dialect", "generic"));
            all.addAll(List.of(settings));
            gateway = gateways.start(triton.url(), all.toArray(String[]::new));
        }
        return gateway;
    }

    @AfterEach
    void stop() {
        triton.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void aConnectionIsUsedAgain(String fields) {
        for (int i = 0; i < 5; i++) {
            assertWell(fields);
        }
        assertThat(triton.requests()).hasSize(5).allMatch(request -> request.connection() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void oneThatIsClosedAfterItsAnswerGetsNothingMore(String fields) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            CountDownLatch closed = new CountDownLatch(1);
            triton.set(request -> {
                request.answer();
                // it goes on reading, to notice what would still be sent to it
                request.socket().shutdownOutput();
                closed.countDown();
            });
            assertWell(fields);
            // the answer may arrive before the connection is closed
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(triton.requests()).hasSize(10).allMatch(request -> request.numberOnIt() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void oneThatIsResetWhileItIsIdleFailsNobody(String fields) {
        for (int i = 0; i < 5; i++) {
            triton.set(request -> {
                request.answer();
                request.reset();
            });
            // the last bytes of an answer may be lost with a reset
            gateway().chat(GatewayServer.request("hi", fields));
            triton.set(WELL);
            assertWell(fields);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void aRequestThatBreaksAKeptConnectionIsSentOnceMoreOnANewOne(String fields) {
        assertWell(fields);
        triton.set(request -> {
            if (request.numberOnIt() > 1) {
                request.socket().close();
            } else {
                request.answer();
            }
        });
        assertWell(fields);
        assertThat(triton.requests()).extracting(Request::connection).containsExactly(1, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void itIsSentOnceMoreOnly(String fields) {
        assertWell(fields);
        triton.set(request -> request.socket().close());
        assertError(fields, 503, "triton_unreachable");
        assertThat(triton.requests()).extracting(Request::connection).containsExactly(1, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void aRequestThatBrokeANewConnectionIsNotRepeated(String fields) {
        triton.set(request -> request.socket().close());
        assertError(fields, 503, "triton_unreachable");
        triton.set(Request::reset);
        assertError(fields, 503, "triton_unreachable");
        assertThat(triton.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void nothingIsSentAgainOfWhichAByteWasAnswered(String fields) {
        assertWell(fields);
        triton.set(request -> {
            request.send("H");
            request.socket().close();
        });
        assertError(fields, 502, "triton_bad_answer");
        assertThat(triton.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void nothingIsSentAgainThatTookTooLong(String fields) {
        gateway("triton.first-byte-timeout", "300");
        assertWell(fields);
        triton.set(request -> request.socket().getInputStream().read());
        assertError(fields, 504, "triton_timeout");
        assertThat(triton.requests()).hasSize(2);
    }

    @Test
    void aTritonServerThatRestartsFailsNoRequest() throws Exception {
        int width = 20;
        CyclicBarrier together = new CyclicBarrier(width);
        triton.set(request -> {
            meet(together);
            request.answer();
        });
        assertAllWell(width);
        assertThat(triton.open()).isEqualTo(width);
        triton = triton.restart(WELL);
        assertAllWell(2 * width);
        assertThat(triton.requests()).hasSize(2 * width);
    }

    @Test
    void anIdleConnectionIsClosedInTime() {
        gateway("triton.idle-connection", "300");
        assertWell(WHOLE);
        assertWell(STREAM);
        await().atMost(SOON).until(() -> triton.open() == 0);
        assertWell(WHOLE);
    }

    @Test
    void anOldConnectionIsReplacedEvenIfItIsBusy() {
        gateway("triton.connection-age", "300");
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertWell(WHOLE);
            return triton.requests().stream().anyMatch(request -> request.connection() > 2);
        });
        // those before had been used again and again
        assertThat(triton.requests()).anyMatch(request -> request.numberOnIt() > 2);
    }

    private void assertAllWell(int width) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            answers.add(gateway()
                    .sendAsync(
                            gateway().post(GatewayServer.request("hi", i % 2 == 0 ? WHOLE : STREAM)),
                            BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.join().body()).contains("\"content\":\"well\"");
        }
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertWell(String fields) {
        assertThat(gateway().chat(GatewayServer.request("hi", fields)).body()).contains("\"content\":\"well\"");
    }

    private void assertError(String fields, int status, String code) {
        HttpResponse<String> answer = gateway().chat(GatewayServer.request("hi", fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
