package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TestCertificate;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Triton server that requires a client certificate: the gateway uses it for every path, wherever it is configured. */
@ExtendWith(GatewayExtension.class)
class MutualTlsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TestCertificate client;
    private TritonSimulator triton;
    private TlsFront front;
    private ManagementPort management;

    @BeforeEach
    void start(Gateways gateways) throws Exception {
        TestCertificate server = TestCertificate.make(folder, "triton", "EC", "san=dns:localhost");
        client = TestCertificate.make(folder, "gateway", "EC", "san=dns:gateway");
        triton = gateways.simulator();
        front = TlsFront.startMutual(server, client, triton.port());
        management = ManagementPort.free();
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
    }

    @Test
    void theClientCertificateOfAStepIsUsedForConfigurationAndReadiness(Gateways gateways) throws Exception {
        routes(Path.of("routes"), MutualTlsTest::withCertificate);
        GatewayServer gateway = gateway(gateways);
        assertServed(gateway, "8b");
    }

    @Test
    void theClientCertificateOfTheComponentIsToo(Gateways gateways) throws Exception {
        routes(Path.of("routes"), file -> file);
        GatewayServer gateway = gateway(gateways, "camel.component.https.ssl-context-parameters", "#bean:tritonTls");
        assertServed(gateway, "8b");
    }

    @Test
    void theClientCertificateOfTheStepsOfReplicasIsToo(Gateways gateways) throws Exception {
        routes(Path.of("routes"), file -> file.contains("id: triton-replica\n") ? withCertificate(file) : file);
        routes(Path.of("examples/replicas"), file -> file.replace("triton.llama-70b.b.url", "triton.llama-70b.a.url"));
        GatewayServer gateway = gateway(
                gateways, "triton.llama-70b.a.url", "https://localhost:" + front.port(), "triton.llama-8b.url", url());
        assertServed(gateway, "70b");
    }

    @Test
    void connectionsWithACertificateAreKept(Gateways gateways) throws Exception {
        routes(Path.of("routes"), file -> file);
        GatewayServer gateway = gateway(
                gateways,
                "camel.component.https.ssl-context-parameters",
                "#bean:tritonTls",
                "triton.dialect",
                "vllm",
                "triton.ready-interval",
                "3600000");
        await().atMost(SOON).until(() -> management.get("/health/ready").statusCode() == 200);
        chat(gateway, "8b", false);
        int connections = front.connections();
        for (int i = 0; i < 5; i++) {
            chat(gateway, "8b", false);
        }
        assertThat(front.connections() - connections).isZero();
    }

    @Test
    void withoutACertificateNothingIsAnswered(Gateways gateways) throws Exception {
        routes(Path.of("routes"), file -> file);
        GatewayServer gateway = gateway(gateways, "triton.dialect", "vllm");
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("triton_unreachable");
        assertThat(triton.requestCount()).isZero();
    }

    private void assertServed(GatewayServer gateway, String model) {
        chat(gateway, model, false);
        chat(gateway, model, true);
        String name = model.toUpperCase(Locale.ROOT);
        await().atMost(SOON)
                .until(() -> management
                        .get("/metrics")
                        .body()
                        .lines()
                        .anyMatch(line -> line.startsWith("openai_model_ready{")
                                && line.contains(name)
                                && line.endsWith(" 1.0")));
    }

    private static void chat(GatewayServer gateway, String model, boolean stream) {
        HttpResponse<String> answer =
                gateway.chat(GatewayServer.request("hi", "\"model\":\"" + model + "\",\"stream\":" + stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(stream ? "[DONE]" : "\"finish_reason\"");
    }

    private String url() {
        return "https://localhost:" + front.port();
    }

    private GatewayServer gateway(Gateways gateways, String... settings) {
        String keys = "camel.beans.tritonTls.keyManagers.keyStore.";
        String trust = "camel.beans.tritonTls.trustManagers.keyStore.";
        List<String> all = new ArrayList<>(List.of(
                "camel.main.routes-include-pattern",
                "file:" + folder + "/*.yaml",
                "camel.beans.tritonTls",
                "#class:org.apache.camel.support.jsse.SSLContextParameters",
                "camel.beans.tritonTls.keyManagers",
                "#class:org.apache.camel.support.jsse.KeyManagersParameters",
                "camel.beans.tritonTls.keyManagers.keyPassword",
                TestCertificate.PASSWORD,
                "camel.beans.tritonTls.keyManagers.keyStore",
                "#class:org.apache.camel.support.jsse.KeyStoreParameters",
                keys + "resource",
                "file:" + client.store(),
                keys + "password",
                TestCertificate.PASSWORD,
                "camel.beans.tritonTls.trustManagers",
                "#class:org.apache.camel.support.jsse.TrustManagersParameters",
                "camel.beans.tritonTls.trustManagers.keyStore",
                "#class:org.apache.camel.support.jsse.KeyStoreParameters",
                trust + "resource",
                "file:" + folder.resolve("triton.p12"),
                trust + "password",
                TestCertificate.PASSWORD,
                "gateway.management-port",
                Integer.toString(management.port()),
                "triton.ready-interval",
                "100"));
        all.addAll(List.of(settings));
        return gateways.start(url(), all.toArray(String[]::new));
    }

    private static String withCertificate(String file) {
        return file.replaceAll("(?m)^( *)httpMethod: POST$", "$0\n$1sslContextParameters: \"#tritonTls\"");
    }

    /** Copies route files with a change. */
    private void routes(Path from, UnaryOperator<String> change) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String yaml = Files.readString(file);
                Files.writeString(folder.resolve(file.getFileName()), change.apply(yaml));
            }
        }
    }
}
