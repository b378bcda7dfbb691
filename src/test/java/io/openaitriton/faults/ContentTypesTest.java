package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path answers in the same way for each content type. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class ContentTypesTest {
    private static final List<String> TYPES = List.of(
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=none",
            "APPLICATION/X-WWW-FORM-URLENCODED",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "multipart/mixed",
            "",
            ";",
            "/",
            "text/",
            "application/json, text/plain",
            "application/json; charset=none",
            "application/json; charset",
            "application/json; =",
            "*/*",
            "\"",
            "\u00ff");

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/models, 200",
        "GET, /v1/models/Meta-Llama-3.1-8B-Instruct, 200",
        "GET, /v1/models/none, 404",
        "GET, /v1/nothing, 404",
        "GET, /v1/chat/completions, 405",
        "PUT, /v1/models, 405",
        "DELETE, /v1/models/none, 405",
        "PATCH, /v1/chat/completions, 405",
        "OPTIONS, /v1/models, 405",
        "OPTIONS, /v1/chat/completions, 405",
        "PURGE, /v1/models, 405",
        "POST, /v1/models, 405",
        "POST, /v1/nothing, 404"
    })
    void aTypeChangesNoAnswer(String method, String path, int status) {
        try (CapturedLog log = CapturedLog.open()) {
            for (String type : TYPES) {
                for (String body : new String[] {"", "a=b&c", "--x\r\n\r\n"}) {
                    assertThat(exchange(method, path, type, body))
                            .as("'%s' with '%s'", type, body)
                            .startsWith("HTTP/1.1 " + status + " ");
                }
            }
            assertThat(log.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/v1/chat/completions/render"})
    void whatIsPostedIsJsonOrRefused(String path) {
        try (CapturedLog log = CapturedLog.open()) {
            for (String type : TYPES) {
                for (String body : new String[] {"", "a=b&c", "--x\r\n\r\n", "{}"}) {
                    assertThat(exchange("POST", path, type, body))
                            .as("'%s' with '%s'", type, body)
                            .matches("(?s)HTTP/1.1 (400|415) .*\"type\":\"invalid_request_error\".*");
                }
            }
            assertThat(log.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "POST, /v1/chat/completions, `Content-Type: application/json; a=\"`",
                "POST, /v1/completions, `Content-Type: multipart/form-data; boundary=\"`",
                "GET, /v1/models, `Accept: a/b, c/d; e=\"`"
            })
    void aQuoteWithoutItsPairIsRefused(String method, String path, String header) {
        try (CapturedLog log = CapturedLog.open();
                RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.response()).startsWith("HTTP/1.1 400 ").contains("check its quotes");
            assertThat(log.messages()).isEmpty();
        }
    }

    private static String exchange(String method, String path, String type, String body) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            return client.response();
        }
    }
}
