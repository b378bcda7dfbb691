package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client headers and query parameters control nothing, do not reach Triton, and are not returned. */
@ExtendWith(GatewayExtension.class)
class ForeignHeadersTest {
    private static final String MARK = "from-outside";
    private static final Map<String, String> STEERING = Map.of(
            "CamelHttpUri",
            "http://127.0.0.1:1/" + MARK,
            "CamelHttpPath",
            "/" + MARK,
            "CamelHttpQuery",
            MARK + "=1",
            "CamelHttpMethod",
            "PUT",
            "CamelHttpResponseCode",
            "418",
            "camelbeanmethodname",
            MARK,
            "CamelHttpResponseText",
            MARK,
            "openaiStream",
            "true",
            "openaiModel",
            MARK,
            "tritonEndpoint",
            MARK);
    private static final List<String> EXPECTED_AT_TRITON = List.of(
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
            "user-agent",
            "x-request-id");

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true", "\"n\":0"})
    void headersThatSteerCamelHaveNoEffect(String fields) throws Exception {
        HttpRequest plain = gateway.post(GatewayServer.request("hi", fields));
        HttpRequest.Builder steered = HttpRequest.newBuilder(plain, (name, value) -> true);
        STEERING.forEach(steered::header);
        steered.header("Authorization", "Bearer " + MARK).header("Cookie", MARK);
        compare(plain, steered.build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true", "\"n\":0"})
    void queryParametersHaveNoEffect(String fields) throws Exception {
        StringBuilder query = new StringBuilder("/v1/chat/completions?a=" + MARK);
        STEERING.forEach(
                (name, value) -> query.append('&').append(name).append('=').append(value));
        HttpRequest plain = gateway.post(GatewayServer.request("hi", fields));
        HttpRequest steered = HttpRequest.newBuilder(plain, (name, value) -> true)
                .uri(gateway.uri(query.toString()))
                .build();
        compare(plain, steered);
    }

    @Test
    void aQueryParameterDoesNotNameTheModel() {
        String model = "Meta-Llama-3.1-8B-Instruct";
        assertThat(gateway.get("/v1/models/" + model + "?id=other").body()).contains("\"id\":\"" + model + "\"");
        assertThat(gateway.get("/v1/models/other?id=" + model).statusCode()).isEqualTo(404);
        HttpRequest header = HttpRequest.newBuilder(gateway.uri("/v1/models/" + model))
                .header("id", "other")
                .build();
        assertThat(gateway.send(header, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** The same answer but for what differs from one to the next, and the same at Triton. */
    private static void compare(HttpRequest plain, HttpRequest steered) throws Exception {
        HttpResponse<String> expected = gateway.send(plain, BodyHandlers.ofString());
        RecordedRequest expectedCall = expected.statusCode() == 200 ? triton.takeRequest(Duration.ofSeconds(10)) : null;
        HttpResponse<String> answer = gateway.send(steered, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(expected.statusCode());
        assertThat(same(answer.body())).isEqualTo(same(expected.body()));
        assertThat(answer.headers().map().keySet())
                .isEqualTo(expected.headers().map().keySet());
        assertThat(answer.headers().map().toString().toLowerCase(Locale.ROOT)).doesNotContain(MARK, "camel");
        if (expectedCall != null) {
            RecordedRequest call = triton.takeRequest(Duration.ofSeconds(10));
            assertThat(call.path()).isEqualTo(expectedCall.path());
            assertThat(call.method()).isEqualTo("POST");
            assertThat(call.body()).isEqualTo(expectedCall.body());
            assertThat(EXPECTED_AT_TRITON).containsAll(call.headers().keySet());
        }
    }

    private static String same(String body) {
        return body.replaceAll("chatcmpl-[0-9a-f]+", "id").replaceAll("\"created\":[0-9]+", "created");
    }
}
