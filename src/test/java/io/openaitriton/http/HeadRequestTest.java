package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD is answered as GET would be, without the body (RFC 9110, 9.3.2). */
@ExtendWith(GatewayExtension.class)
class HeadRequestTest {
    private static final ManagementPort MANAGEMENT = ManagementPort.free();

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, MANAGEMENT.settings());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/v1/models/",
                "/v1/models/Meta-Llama-3.1-8B-Instruct",
                "/v1/models/none",
                "/v1/nothing",
                "/v1/chat/completions"
            })
    void theSameAsGet(String path) {
        assertSame(gateway.get(path), head(path));
        // a second one on the same connection
        assertThat(head(path).body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health", "/metrics", "/nothing"})
    void onTheManagementPortToo(String path) {
        HttpResponse<String> get = MANAGEMENT.get(path);
        HttpResponse<String> head = MANAGEMENT.send("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(get.headers().firstValue("Content-Type"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void theAnswerToAWrongMethodNamesIt() {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/models")).DELETE().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private static HttpResponse<String> head(String path) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static void assertSame(HttpResponse<String> get, HttpResponse<String> head) {
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(withoutId(head.headers())).isEqualTo(withoutId(get.headers()));
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(Integer.toString(get.body().length()));
        assertThat(head.body()).isEmpty();
    }

    private static Map<String, List<String>> withoutId(HttpHeaders headers) {
        Map<String, List<String>> all = new TreeMap<>(headers.map());
        assertThat(all.remove("x-request-id")).hasSize(1);
        return all;
    }
}
