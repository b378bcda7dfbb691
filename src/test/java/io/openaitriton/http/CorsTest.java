package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers and the pages of other origins. */
@ExtendWith(GatewayExtension.class)
class CorsTest {
    private static final String PAGE = "https://app.example.com";
    private static final String ALLOWED = "access-control-allow-origin: " + PAGE + "\r\n";
    private static final String PREFLIGHT = "Origin: " + PAGE + "\r\nAccess-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization,content-type,x-stainless-os,openai-organization\r\n";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static GatewayServer open;
    private static GatewayServer off;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add("one", List.of(), 1L, null, null).add("free");
        triton = gateways.simulator();
        gateway = gateways.start(
                triton,
                "gateway.keys",
                keys.file().toString(),
                "camel.server.maxBodySize",
                "1000",
                "gateway.cors-origins",
                PAGE + ", HTTP://LocalHost:3000 ,https://other.example.com:443,app://obsidian.md");
        open = gateways.start(triton, "gateway.cors-origins", "*");
        off = gateways.shared();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/models", "/v1/models/x", "/nowhere"})
    void aPreflightIsAnsweredBeforeAKeyIsAsked(String path) {
        try (RawConnection browser = new RawConnection(gateway.port(), 0)) {
            for (int i = 0; i < 2; i++) {
                browser.send("OPTIONS " + path + " HTTP/1.1\r\nHost: x\r\n" + PREFLIGHT + "\r\n");
                assertThat(lowerCase(browser.head()))
                        .startsWith("http/1.1 204 ")
                        .contains(ALLOWED, "vary: origin\r\n", "access-control-max-age: ", "x-request-id: ")
                        .contains("access-control-allow-headers: "
                                + "authorization,content-type,x-stainless-os,openai-organization\r\n")
                        .containsPattern("access-control-allow-methods: .*get.*post.*\r\n")
                        .doesNotContain("access-control-allow-credentials");
            }
            browser.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + keys.key("free")
                    + "\r\nOrigin: " + PAGE + "\r\n\r\n");
            assertThat(browser.response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/models | | 401",
                "GET /nowhere | free | 404",
                "GET /v1/chat/completions | free | 405",
                "OPTIONS /v1/chat/completions | free | 405",
                "POST /v1/chat/completions | free | 415",
                "GET /v1/models | free | 200"
            })
    void aPageReadsEveryAnswer(String target, String key, int status) {
        try (RawConnection browser = new RawConnection(gateway.port(), 0)) {
            browser.send(target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nOrigin: " + PAGE + "\r\n"
                    + (key == null ? "" : "Authorization: Bearer " + keys.key(key) + "\r\n") + "\r\n");
            assertReadable(browser.response(), status);
        }
    }

    @Test
    void aPageReadsLimitsAndRefusals() {
        HttpResponse<String> answer = chat(gateway, PAGE, GatewayServer.request("hi", ""), "one");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(exposed(answer)).contains("x-request-id", "x-ratelimit-remaining-requests");
        HttpResponse<String> limited = chat(gateway, PAGE, GatewayServer.request("hi", ""), "one");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(exposed(limited)).contains("retry-after");
        // whatever of this kind an answer has
        assertThat(limited.headers().map().keySet().stream().filter(name -> name.startsWith("x-ratelimit-")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(exposed(limited)).contains(name));
        HttpResponse<String> tooLarge = chat(gateway, PAGE, GatewayServer.request("x".repeat(2000), ""), "free");
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(exposed(tooLarge)).isNotEmpty();
    }

    @Test
    void aPageReadsStreams() {
        HttpResponse<String> stream = chat(gateway, PAGE, GatewayServer.request("hi", "\"stream\":true"), "free");
        assertThat(stream.body()).endsWith("data: [DONE]\n\n");
        assertThat(exposed(stream)).contains("x-request-id");
    }

    @Test
    void aPageReadsThatTheGatewayIsShuttingDown(Gateways gateways) throws Exception {
        triton.enqueue(ScriptedReply.neverAnswer());
        GatewayServer ending = gateways.start(triton, "gateway.cors-origins", PAGE, "gateway.drain-timeout", "20000");
        int before = triton.requestCount();
        try (RawConnection waiting = new RawConnection(ending.port(), 0);
                RawConnection browser = new RawConnection(ending.port(), 0)) {
            waiting.send(GatewayServer.onTheWire(GatewayServer.request("hi", "")));
            await().atMost(Duration.ofSeconds(10)).until(() -> triton.requestCount() == before + 1);
            Thread closing = new Thread(ending::close);
            closing.start();
            String answer = "";
            while (!answer.startsWith("HTTP/1.1 503 ")) {
                browser.send("OPTIONS /v1/models HTTP/1.1\r\nHost: x\r\n" + PREFLIGHT + "\r\n");
                assertThat(browser.head()).startsWith("HTTP/1.1 204 ");
                try (RawConnection another = new RawConnection(ending.port(), 0)) {
                    another.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE + "\r\n\r\n");
                    answer = another.response();
                }
            }
            assertReadable(answer, 503);
            assertThat(answer).contains("shutting_down");
            waiting.leave();
            closing.join(30_000);
            assertThat(closing.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "https://other.example.com", "app://obsidian.md"})
    void originsAreListedAsBrowsersWriteThem(String origin) {
        HttpResponse<String> answer = chat(gateway, origin, GatewayServer.request("hi", ""), "free");
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example.com", "http://app.example.com", "https://app.example.com:8443", "null"})
    void anotherOriginIsServedWithoutALeave(String origin) {
        HttpResponse<String> answer = chat(gateway, origin, GatewayServer.request("hi", ""), "free");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
    }

    @Test
    void aStarAllowsEveryOrigin() {
        HttpResponse<String> answer = chat(open, "null", GatewayServer.request("hi", ""), null);
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(answer.headers().firstValue("Vary")).isEmpty();
    }

    @Test
    void withoutTheSettingThereAreNoCorsHeaders() {
        HttpResponse<String> answer = chat(off, PAGE, GatewayServer.request("hi", ""), null);
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        try (RawConnection browser = new RawConnection(off.port(), 0)) {
            browser.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + PREFLIGHT + "\r\n");
            assertThat(browser.response()).startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void http2IsTheSame() {
        try (RawHttp2 browser = new RawHttp2(gateway.port())) {
            RawHttp2.Answer preflight = browser.answer(
                    browser.request("OPTIONS", "/v1/models", "origin", PAGE, "access-control-request-method", "POST"));
            assertThat(preflight.status()).isEqualTo("204");
            assertThat(preflight.head().get("access-control-allow-origin")).hasToString(PAGE);
            RawHttp2.Answer refused = browser.answer(browser.request("GET", "/v1/models", "origin", PAGE));
            assertThat(refused.status()).isEqualTo("401");
            assertThat(refused.head().get("access-control-allow-origin")).hasToString(PAGE);
        }
    }

    @Test
    void aPreflightThatTwoServersCouldReadDifferentlyIsRefused() {
        // RFC 9112, 6.1
        try (RawConnection attacker = new RawConnection(gateway.port(), 0)) {
            attacker.send("OPTIONS /v1/models HTTP/1.1\r\nHost: x\r\n" + PREFLIGHT
                    + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(attacker.untilClosed()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://*.example.com",
                "https://app.example.com https://b.example.com",
                "*, https://app.example.com",
                "null",
                "https://user@app.example.com",
                "https://app.example.com:port"
            })
    void anEntryThatIsNoOriginStopsTheStart(String origins, Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, "gateway.cors-origins", origins))
                .hasStackTraceContaining("'gateway.cors-origins' must be *, or origins such as");
    }

    private static HttpResponse<String> chat(GatewayServer server, String origin, String json, String key) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.post(json), (name, value) -> true).header("Origin", origin);
        if (key != null) {
            request.header("Authorization", "Bearer " + keys.key(key));
        }
        return server.send(request.build(), BodyHandlers.ofString());
    }

    private static void assertReadable(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(lowerCase(answer))
                .containsOnlyOnce(ALLOWED)
                .containsOnlyOnce("access-control-expose-headers: ")
                .containsOnlyOnce("vary: origin\r\n");
    }

    private static List<String> exposed(HttpResponse<?> answer) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
        return List.of(answer.headers()
                .firstValue("Access-Control-Expose-Headers")
                .orElseThrow()
                .split(", "));
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
