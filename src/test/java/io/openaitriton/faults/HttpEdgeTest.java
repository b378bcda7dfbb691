package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd and hostile HTTP: each request gets a clear answer, and the next one is served. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class HttpEdgeTest {
    private static final String BODY = GatewayServer.request("hi", "\"max_tokens\":1");
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final int LIMIT = 1000;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "camel.server.maxBodySize", Integer.toString(LIMIT));
    }

    @AfterEach
    void theNextRequestIsServed() {
        assertThat(gateway.chat(BODY).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Application/JSON", "APPLICATION/JSON; charset=UTF-8", "application/json;charset=utf-8"})
    void mediaTypesAreTheSameInAnyCase(String type) {
        assertThat(post("Content-Type: " + type + "\r\n" + LENGTH, BODY)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aStreamToHttp10EndsWithItsConnection() {
        String body = GatewayServer.request("hi", "\"stream\":true");
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/chat/completions HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n" + JSON
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(client.untilClosed()).contains(" 200 ").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void anEncodedBodyIsRefusedByTheNameOfTheHeader() {
        assertThat(post(JSON + LENGTH + "Content-Encoding: br\r\n", BODY))
                .startsWith("HTTP/1.1 415 ")
                // RFC 9110, 15.5.16
                .containsIgnoringCase("accept-encoding: gzip, deflate\r\n")
                .contains("'Content-Encoding: br'", "\"code\":\"unsupported_content_encoding\"");
        assertThat(post(JSON + LENGTH + "Content-Encoding: Identity\r\n", BODY)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anExpectationThatIsNotKnownIsRefused() {
        assertThat(post(JSON + LENGTH + "Expect: bogus\r\n", BODY))
                .startsWith("HTTP/1.1 417 ")
                .contains("'Expect: bogus'", "\"type\":\"invalid_request_error\"");
        assertThat(post(JSON + LENGTH + "Expect: 100-continue\r\n", BODY))
                .startsWith("HTTP/1.1 100 ")
                .contains("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /%zz, 400, Invalid HTTP request",
        "GET, /v1/models/%zz, 400, Invalid HTTP request",
        "GET, /v1/models?a=%zz, 400, Invalid HTTP request",
        "OPTIONS, *, 404, unknown_url",
        "GET, /v1/chat/completions/, 405, method_not_allowed",
        "GET, /v1/chat/completions, 405, method_not_allowed",
        "POST, /v1/models/, 405, method_not_allowed",
        "GET, /v1/models/x/, 404, model_not_found",
        "GET, /v1/nothing/, 404, unknown_url"
    })
    void anOddTargetIsRefusedInOpenAisShape(String method, String target, int status, String words) {
        assertThat(request(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("{\"error\":{\"message\":\"", words);
    }

    @Test
    void aTrailingSlashMakesNoDifference() {
        assertThat(request("GET /v1/models/ HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(request("POST /v1/chat/completions/ HTTP/1.1\r\nHost: x\r\n" + JSON + LENGTH + "\r\n" + BODY))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000\r\n", "Transfer-Encoding: chunked\r\n"})
    void afterABodyThatIsTooLargeTheConnectionIsClosedAndWhatFollowsIsNoRequest(String framing) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON + framing + "\r\n");
            boolean chunked = framing.contains("chunked");
            String body = (chunked ? "1388\r\n" : "") + "x".repeat(5000) + (chunked ? "\r\n0\r\n\r\n" : "");
            client.send(body + "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response())
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"code\":\"request_too_large\"");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void anEndlessBodyIsNotReadForever() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 99999999999\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 413 ");
            assertThat(client.sendUntilRefused("x".repeat(1 << 20), 200)).isLessThan(200);
        }
    }

    @Test
    void aBodyForAnUnknownPathIsNotReadForever() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 404 ");
            String part = "x".repeat(1 << 20);
            assertThat(client.sendUntilRefused("100000\r\n" + part + "\r\n", 200))
                    .isLessThan(200);
        }
    }

    @Test
    void aSmallBodyForAnUnknownPathKeepsTheConnection() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            String wrong = "POST /v1/nothing HTTP/1.1\r\nHost: x\r\n" + JSON + LENGTH + "\r\n" + BODY;
            assertThat(client.send(wrong).response()).startsWith("HTTP/1.1 404 ");
            assertThat(client.send(wrong).response()).startsWith("HTTP/1.1 404 ");
        }
    }

    /** Requests that two servers could read differently get 400, or are read in the stricter way; a body never contains a request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5, 6\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 5x\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked, identity\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding:\r\n chunked\r\n",
                "Transfer-Encoding: chunked\r\n , identity\r\n",
                "Content-Length: 5\r\n 6\r\n",
                "Host: y\r\n",
                "Host: x\r\n",
                "Content-Length : 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "No colon at all\r\n",
                "X: a\u0000b\r\n"
            })
    void ambiguousFramingIsRefusedAndTheConnectionClosed(String headers) {
        int before = triton.requestCount();
        String smuggled = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON + headers + "\r\n0\r\n\r\n" + smuggled);
            String all = client.untilClosed();
            assertThat(all)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Connection: close", "x-request-id: req_", "{\"error\":{\"message\":\"")
                    .contains("\"type\":\"invalid_request_error\"")
                    .doesNotContain("\"object\":\"list\"", "Exception");
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void aCodingInHttp10IsRefused() {
        // RFC 9112, 6.1
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.0\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.untilClosed()).contains(" 400 ", "'Transfer-Encoding'", "{\"error\":{");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, 400", "HTTP/1.0, 200", "HTTP/1.2, 400", "HTTP/3.0, 400"})
    void onlyHttp10DoesWithoutAHost(String version, int status) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("GET /v1/models " + version + "\r\n\r\n");
            assertThat(client.untilClosed()).contains(" " + status + " ", "{");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "a@b", "x, y", "x:y"})
    void aHostThatIsNoneIsRefused(String host) {
        assertThat(request("GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("'Host: " + host + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\nabcdefgh\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "-1\r\n"})
    void aBodyInBadChunksIsRefused(String chunks) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").contains("\"type\":\"invalid_request_error\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"4000, 1, 200", "31000, 1, 200", "40000, 1, 431", "5000000, 1, 431", "100, 200, 200", "100, 1000, 431"})
    void headersAreBounded(int size, int count, int status) {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < count; i++) {
            headers.append("X-").append(i).append(": ").append("x".repeat(size)).append("\r\n");
        }
        assertThat(request("GET /v1/models HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains(status == 431 ? "\"code\":\"request_headers_too_large\"" : "\"object\":\"list\"");
    }

    @Test
    void theLimitIsASetting(Gateways gateways) {
        GatewayServer small = gateways.start(triton, "gateway.max-head-size", "2000");
        try (RawConnection client = new RawConnection(small.port(), 0)) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(1500) + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
            client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(2500) + "\r\n\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 431 ").contains("larger than 2000 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 1_000_000})
    void aLongRequestLineIsRefused(int length) {
        assertThat(request("GET /" + "x".repeat(length) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains(" 414 ", "\"code\":\"request_line_too_long\"");
        assertThat(request("GET /v1/models?" + "x".repeat(8000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u00fc\r\n\r\n",
                "GET /v1/models\r\n\r\n",
                "GET  /v1/models HTTP/1.1 x\r\n\r\n"
            })
    void whatIsNoHttpIsToldSo(String bytes) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            assertThat(client.send(bytes).untilClosed())
                    .contains(" 400 ", "{\"error\":{\"message\":\"The request is not HTTP/1.1");
        }
    }

    @Test
    void bareLineFeedsEndNoHeader() {
        assertThat(request("GET /v1/models HTTP/1.1\nHost: x\n\n")).contains(" 400 ");
        assertThat(request("GET /v1/models HTTP/1.1\r\nHost: x\nContent-Length: 5\r\n\r\n"))
                .contains(" 400 ");
    }

    @Test
    void aFoldedHeaderHidesNoOther() {
        // RFC 9112, 5.2: what is folded is part of the value before it
        assertThat(request("GET /v1/models HTTP/1.1\r\nHost: x\r\nX: a\r\n Content-Length: 100\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(("GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n")
                    .repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(client.response()).startsWith("HTTP/1.1 200 ");
                assertThat(client.response()).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    @Test
    void aClientThatSendsByteByByteIsServed() {
        String text = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON + LENGTH + "\r\n" + BODY;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            text.chars().forEach(c -> client.send(Character.toString(c)));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aClientThatResetsOrLeavesWithinItsBodyIsForgotten() {
        int before = triton.requestCount();
        for (boolean reset : new boolean[] {true, false}) {
            RawConnection client = new RawConnection(gateway.port(), 0);
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + JSON + LENGTH + "\r\n" + BODY.substring(5));
            if (reset) {
                client.reset();
            } else {
                client.leave();
            }
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    private static String post(String headers, String body) {
        return request("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body);
    }

    private static String request(String text) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            return client.send(text).response();
        }
    }
}
