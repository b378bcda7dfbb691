package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.junit.RawHttp2.Answer;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to HTTP/2. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class Http2EdgeTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String BODY = GatewayServer.request("hi", "\"max_tokens\":1");

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "gateway.request-timeout", "5000");
    }

    @Test
    void aLargeBodyThatWaitsForContinueIsAnswered() {
        byte[] body = bytes(GatewayServer.request("x".repeat(9 << 20), "\"max_tokens\":1"));
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = client.post(
                    PATH,
                    "content-type",
                    "application/json",
                    "expect",
                    "100-continue",
                    "content-length",
                    Integer.toString(body.length));
            client.await(frame -> frame.type() == RawHttp2.HEADERS
                    && frame.head().status().toString().equals("100"));
            client.body(stream, body, true);
            assertThat(client.answer(stream).status()).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/models, 200", "/v1/models/none, 404", "/v1/nothing, 404", "/v1/chat/completions, 405"})
    void anAnswerToHeadIsAHeadAndNothingElse(String path, String status) {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            Answer get = client.answer(client.request("GET", path));
            Answer head = client.answer(client.request("HEAD", path));
            assertThat(head.status()).isEqualTo(status).isEqualTo(get.status());
            assertThat(head.types()).containsExactly(RawHttp2.HEADERS);
            assertThat(head.head().get("content-length"))
                    .hasToString(Integer.toString(get.body().length()));
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndTheConnectionStaysOpen() {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // more than the window of a connection, in all
            for (int i = 0; i < 3; i++) {
                int stream = client.post(PATH, "content-type", "application/json");
                assertThat(client.body(stream, new byte[11 << 20], false)).isFalse();
                Answer refused = client.answer(stream);
                assertThat(refused.status()).isEqualTo("413");
                assertThat(refused.body()).contains("\"code\":\"request_too_large\"");
            }
            assertServes(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nothing", "/v1/models", "/v1/chat/completions"})
    void bodiesThatNobodyReadsCostNoConnection(String path) {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                int stream = client.post(path, "content-type", "text/plain");
                client.body(stream, new byte[60_000], false);
                assertThat(client.answer(stream).status()).isIn("404", "405", "415");
            }
            assertServes(client);
        }
    }

    @Test
    void aMissingBodyTimesOut() {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = client.post(PATH, "content-type", "application/json");
            client.body(stream, bytes("{"), false);
            Answer late = client.answer(stream);
            assertThat(late.status()).isEqualTo("408");
            assertThat(late.body()).contains("\"code\":\"request_timeout\"");
            assertServes(client);
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 200", "31000, 200", "40000, 431", "100000, 431"})
    void headsAreBounded(int size, String status) {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            Answer answer =
                    client.answer(client.request("GET", "/v1/models", "authorization", "Bearer " + "x".repeat(size)));
            assertThat(answer.status()).isEqualTo(status);
            if (!status.equals("200")) {
                assertThat(answer.body()).contains("\"code\":\"request_headers_too_large\"");
            }
            assertServes(client);
        }
    }

    private static void assertServes(RawHttp2 client) {
        int stream = client.post(PATH, "content-type", "Application/JSON");
        client.body(stream, bytes(BODY), true);
        assertThat(client.answer(stream).status()).isEqualTo("200");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
