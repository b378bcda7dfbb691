package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.TestCertificate;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Triton server behind TLS: the gateway trusts what its Java trusts. */
class TritonTlsTest {
    @TempDir
    Path folder;

    @Test
    void aServerThatJavaTrustsIsCalled() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "triton", "EC", "san=dns:localhost");
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                TlsFront front = TlsFront.start(certificate, triton.port());
                GatewayProcess gateway = gateway("https://localhost:" + front.port(), certificate)) {
            // the dialect is found out over TLS as well
            assertThat(chat(gateway, false).body()).contains("\"finish_reason\"");
            assertThat(chat(gateway, true).body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aServerThatIsNotTrustedOrHasAnotherNameIsNotCalled() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "triton", "EC", "san=dns:localhost");
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                TlsFront front = TlsFront.start(certificate, triton.port())) {
            try (GatewayProcess gateway = gateway("https://127.0.0.1:" + front.port(), certificate)) {
                assertThat(chat(gateway, false).statusCode()).isEqualTo(503);
                assertThat(gateway.log()).contains("127.0.0.1");
            }
            try (GatewayProcess gateway = GatewayProcess.start(
                    folder.resolve("log2"), "https://localhost:" + front.port(), Map.of("TRITON_DIALECT", "vllm"))) {
                assertThat(chat(gateway, false).statusCode()).isEqualTo(503);
                assertThat(gateway.log()).contains("SSLHandshakeException");
            }
            assertThat(triton.requestCount()).isZero();
        }
    }

    private GatewayProcess gateway(String triton, TestCertificate trusted) {
        boolean named = triton.contains("localhost");
        return GatewayProcess.start(
                folder.resolve("log"),
                triton,
                Map.of("TRITON_DIALECT", named ? "auto" : "vllm"),
                "-Djavax.net.ssl.trustStore=" + trusted.store(),
                "-Djavax.net.ssl.trustStorePassword=" + TestCertificate.PASSWORD);
    }

    private static HttpResponse<String> chat(GatewayProcess gateway, boolean stream) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString("{\"model\":\"8b\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
