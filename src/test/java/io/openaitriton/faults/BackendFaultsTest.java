package io.openaitriton.faults;

import static io.openaitriton.faults.FaultyTriton.endless;
import static io.openaitriton.faults.FaultyTriton.text;
import static io.openaitriton.faults.FaultyTriton.textAndHang;
import static io.openaitriton.faults.FaultyTriton.textAndReset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.faults.FaultyTriton.Fault;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For everything that a backend does, the client gets a clear answer, the call ends, and the next request is served. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class BackendFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long GIGABYTE = 1L << 30;

    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
    private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String ONE = "data: {\"text_output\":\"one\"}\n\n";
    private static final Fault WELL = text(JSON + "\r\n{\"text_output\":\"well\"}");

    private static FaultyTriton triton;
    private static GatewayServer gateway;
    /** Timeout for tests of timeouts: with other failures, a slow machine would cause one. */
    private static GatewayServer impatient;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = new FaultyTriton(WELL);
        gateway = gateways.start(triton.url(), "triton.dialect", "generic");
        impatient = gateways.start(
                triton.url(),
                "triton.dialect",
                "generic",
                "triton.first-byte-timeout",
                "300",
                "triton.idle-timeout",
                "300");
    }

    @AfterAll
    static void stop() {
        triton.close();
    }

    @AfterEach
    void theCallHasEndedAndTheNextRequestIsServed() {
        await().atMost(SOON).until(() -> triton.open() == 0);
        triton.set(WELL);
        assertThat(gateway.chat(GatewayServer.request("hi", "")).body()).contains("\"content\":\"well\"");
    }

    static Stream<Arguments> beforeAnyAnswer() {
        return Stream.of(
                arguments("resets", textAndReset(""), 503, "triton_unreachable"),
                arguments("closes", text(""), 503, "triton_unreachable"),
                arguments("hangs before its headers", textAndHang(""), 504, "triton_timeout"),
                arguments("hangs within its headers", textAndHang("HTTP/1.1 200 OK\r\nX: "), 504, "triton_timeout"),
                arguments("hangs within its body", textAndHang(JSON + "\r\n{\"text_"), 504, "triton_timeout"),
                arguments("talks no HTTP", text("\0\1\2 garbage\r\n\r\n"), 502, "triton_bad_answer"),
                arguments("has a status of its own", text("HTTP/1.1 banana\r\n\r\n"), 502, "triton_bad_answer"),
                arguments("has a header without colon", text("HTTP/1.1 200 OK\r\nX\r\n\r\n"), 502, "triton_bad_answer"),
                arguments(
                        "has two lengths",
                        text(JSON + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
                        502,
                        "triton_bad_answer"),
                arguments(
                        "has a length below 0", text(JSON + "Content-Length: -5\r\n\r\n{}"), 502, "triton_bad_answer"),
                arguments(
                        "closes before its length",
                        text(JSON + "Content-Length: 500\r\n\r\n{\"text_output\":\"x\"}"),
                        502,
                        "triton_bad_answer"),
                arguments("chunks badly", text(JSON + CHUNKED + "\r\nzz\r\n{}"), 502, "triton_bad_answer"),
                arguments("closes within a chunk", text(JSON + CHUNKED + "\r\nff\r\n{}"), 502, "triton_bad_answer"),
                arguments(
                        "resets within its body",
                        textAndReset(JSON + "Content-Length: 500\r\n\r\n{"),
                        502,
                        "triton_bad_answer"),
                arguments(
                        "answers in HTML",
                        text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>"),
                        502,
                        "triton_bad_answer"),
                arguments("answers half", text(JSON + "\r\n{\"text_output\":\"o"), 502, "triton_bad_answer"),
                arguments("answers nothing", text(JSON + "\r\n"), 502, "triton_bad_answer"),
                arguments("redirects", text("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"), 502, "triton_error"),
                arguments("switches protocols", textAndHang("HTTP/1.1 101 X\r\n\r\n"), 502, "triton_bad_answer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beforeAnyAnswer")
    void aBackendThatFailsBeforeItsAnswerHasAStatus(String name, Fault fault, int status, String code)
            throws IOException {
        for (String fields : new String[] {"\"max_tokens\":1", "\"stream\":true"}) {
            triton.set(fault);
            int before = triton.calls();
            assertError(asked(code).chat(GatewayServer.request("secret words", fields)), status, code);
            assertThat(triton.calls()).as("nothing is sent twice").isEqualTo(before + 1);
        }
    }

    private static GatewayServer asked(String code) {
        return code.equals("triton_timeout") ? impatient : gateway;
    }

    static Stream<Arguments> withinAStream() {
        String start = EVENTS + CHUNKED + "\r\n" + chunk(ONE);
        return Stream.of(
                arguments("hangs", textAndHang(start), "triton_timeout"),
                arguments("hangs within an event", textAndHang(start + chunk("data: {\"te")), "triton_timeout"),
                arguments("resets", textAndReset(start), "triton_bad_answer"),
                arguments("closes", text(start), "triton_bad_answer"),
                arguments("closes within an event", text(start + chunk("data: {\"te")), "triton_bad_answer"),
                arguments("chunks badly", text(start + "zz\r\n"), "triton_bad_answer"),
                arguments("talks garbage", text(start + chunk("data: \0\1{[\n\n") + "0\r\n\r\n"), "triton_bad_answer"),
                arguments("sends half an event", text(start + chunk("data: {\"te\n\n")), "triton_bad_answer"),
                arguments("fails", text(start + chunk("data: {\"error\":\"out\"}\n\n")), "triton_error"),
                arguments(
                        "sends an endless line",
                        endless(start + "40000000\r\ndata: {\"text_output\":\"", "x", GIGABYTE),
                        "triton_bad_answer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withinAStream")
    void aBackendThatFailsWithinAStreamIsAnErrorEventAndABreak(String name, Fault fault, String code) throws Exception {
        triton.set(fault);
        String body = GatewayServer.request("secret words", "\"stream\":true");
        try (RawConnection client = new RawConnection(asked(code).port(), 0)) {
            client.send(GatewayServer.onTheWire(body));
            // closed without the last chunk: broken, not ended
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"content\":\"one\"", "data: {\"error\":{", "\"code\":\"" + code + "\"")
                    .doesNotContain("[DONE]", "\r\n0\r\n", "secret", "Exception");
        }
    }

    static Stream<Arguments> withoutEnd() {
        return Stream.of(
                arguments("an answer", "\"max_tokens\":1", endless(JSON + "\r\n{\"text_output\":\"", "x", GIGABYTE)),
                arguments("a failure", "\"max_tokens\":1", endless(JSON.replace("200", "500") + "\r\n", "x", GIGABYTE)),
                arguments("its first line", "\"stream\":true", endless(EVENTS + "\r\ndata: ", "x", GIGABYTE)),
                arguments("comments", "\"stream\":true", endless(EVENTS + "\r\n:", "x", GIGABYTE)),
                arguments(
                        "a failed stream",
                        "\"stream\":true",
                        endless(JSON.replace("200", "500") + "\r\n", "x", GIGABYTE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withoutEnd")
    void aGigabyteIsCutOff(String name, String fields, Fault fault) throws IOException {
        triton.set(fault);
        assertError(gateway.chat(GatewayServer.request("hi", fields)), 502, "triton_bad_answer");
    }

    @Test
    void aFlappingBackendIsUsedWheneverItIsUp() throws IOException {
        AtomicInteger call = new AtomicInteger();
        triton.set((socket, out) -> {
            if (call.incrementAndGet() % 2 == 0) {
                WELL.happen(socket, out);
            } else {
                socket.setSoLinger(true, 0);
            }
        });
        for (int i = 1; i <= 20; i++) {
            HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", ""));
            if (i % 2 == 0) {
                assertThat(answer.body()).contains("\"content\":\"well\"");
            } else {
                assertError(answer, 503, "triton_unreachable");
            }
        }
        assertThat(call.get()).as("nothing is sent twice").isEqualTo(20);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.path("type").textValue()).isEqualTo("server_error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("message").textValue()).isNotBlank().doesNotContain("secret", "Exception", "\tat ");
    }
}
