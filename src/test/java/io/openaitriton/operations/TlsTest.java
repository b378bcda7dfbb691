package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.TestCertificate;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.server.Shutdown;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with clients, and certificates that change. */
@ExtendWith(GatewayExtension.class)
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TritonSimulator triton;
    private GatewayServer gateway;

    @BeforeEach
    void start(Gateways gateways) {
        triton = gateways.simulator();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void clientsThatTrustItAreAnswered(String algorithm, Gateways gateways) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "gateway", algorithm);
        start(gateways, certificate.certificate(), certificate.key());
        HttpResponse<String> whole = chat(certificate.trusting(), "");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThat(whole.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(chat(certificate.trusting(), "\"stream\":true").body()).endsWith("data: [DONE]\n\n");
        assertThatThrownBy(() -> chat(SSLContext.getDefault(), "")).isInstanceOf(SSLHandshakeException.class);
        // not TLS at all
        assertThatThrownBy(() -> gateway.chat(GatewayServer.request("hi", ""))).isNotNull();
    }

    @Test
    void aClientThatLeavesEndsItsCall(Gateways gateways) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "gateway", "EC");
        start(gateways, certificate.certificate(), certificate.key());
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenHang());
        CompletableFuture<HttpResponse<String>> answer =
                client(certificate.trusting()).sendAsync(request("\"stream\":true"), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        answer.cancel(true);
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void bothHttpVersionsAreOfferedEvenAfterACertificateChange(Gateways gateways) throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        Path certificate = Files.copy(first.certificate(), folder.resolve("tls.crt"));
        Path key = Files.copy(first.key(), folder.resolve("tls.key"));
        start(gateways, certificate, key);
        assertBothHttps(first);
        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(SOON).until(() -> isShown(second));
        assertBothHttps(second);
    }

    private void assertBothHttps(TestCertificate certificate) throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(certificate.trusting())
                    .version(version)
                    .build();
            HttpResponse<String> answer = client.send(request("\"stream\":true"), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aShutdownBreaksNoStreamOfTheJdksClient(Gateways gateways) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "gateway", "EC");
        start(gateways, certificate.certificate(), certificate.key());
        CountDownLatch release = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(release)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        HttpClient client = client(certificate.trusting());
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("\"stream\":true"), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
        Shutdown shutdown = gateway.context().getRegistry().lookupByNameAndType(Shutdown.NAME, Shutdown.class);
        await().atMost(SOON).until(shutdown::hasBegun);
        release.countDown();
        assertThat(answer).succeedsWithin(SOON).satisfies(all -> {
            assertThat(all.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(all.body()).endsWith("data: [DONE]\n\n");
        });
        assertThat(ended).succeedsWithin(SOON);
    }

    @Test
    void oldProtocolsAreRefused(Gateways gateways) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "gateway", "RSA");
        start(gateways, certificate.certificate(), certificate.key());
        try (SSLSocket socket =
                (SSLSocket) certificate.trusting().getSocketFactory().createSocket("localhost", gateway.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.1"});
            socket.setSSLParameters(parameters);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void newConnectionsGetAChangedCertificate(Gateways gateways) throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "RSA");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        Path certificate = Files.copy(first.certificate(), folder.resolve("tls.crt"));
        Path key = Files.copy(first.key(), folder.resolve("tls.key"));
        start(gateways, certificate, key);
        HttpClient kept = client(first.trusting());
        assertThat(kept.send(request(""), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        try (CapturedLog log = CapturedLog.open()) {
            // a certificate whose key is not there yet
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(SOON)
                    .until(() -> log.messages().stream()
                            .anyMatch(line -> line.contains("New connections still get the previous certificate")));
            assertThat(chat(first.trusting(), "").statusCode()).isEqualTo(200);
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(SOON).until(() -> isShown(second));
            // no file at all
            Files.delete(key);
            await().atMost(SOON)
                    .until(() -> log.messages().stream().anyMatch(line -> line.contains("there is no " + key)));
        }
        assertThat(isShown(second)).isTrue();
        assertThat(isShown(first)).isFalse();
        // the connection that was open is still used
        assertThat(kept.send(request(""), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** What else may stand there: {@code ServerCertificateTest}. */
    @Test
    void theNextValidCertificateIsUsedAfterAnyContent(Gateways gateways) throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        Path certificate = Files.copy(first.certificate(), folder.resolve("tls.crt"));
        Path key = Files.copy(first.key(), folder.resolve("tls.key"));
        start(gateways, certificate, key);
        try (CapturedLog log = CapturedLog.open()) {
            for (Path file : new Path[] {certificate, key}) {
                int before = log.messages().size();
                Files.write(file, new byte[60_000]);
                await().atMost(SOON).until(() -> log.messages().size() > before);
                assertThat(log.messages().get(before))
                        .contains(certificate.toString(), key.toString())
                        .doesNotContain("\n");
            }
        }
        Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(SOON).until(() -> isShown(second));
    }

    @Test
    void filesThatCannotBeUsedStopTheStart(Gateways gateways) throws Exception {
        TestCertificate one = TestCertificate.make(folder, "one", "RSA");
        TestCertificate other = TestCertificate.make(folder, "other", "RSA");
        assertThatThrownBy(() -> start(gateways, one.certificate(), other.key()))
                .hasStackTraceContaining("the key does not belong to the certificate");
        assertThatThrownBy(() -> start(gateways, one.certificate(), folder.resolve("none")))
                .hasStackTraceContaining("there is no " + folder.resolve("none"));
        assertThatThrownBy(() -> start(gateways, one.key(), one.key())).hasStackTraceContaining("cannot be used");
        assertThatThrownBy(() -> gateways.start(
                        triton, "gateway.tls.certificate", one.certificate().toString()))
                .hasStackTraceContaining("'gateway.tls.certificate' and 'gateway.tls.key' must be set together");
    }

    private void start(Gateways gateways, Path certificate, Path key) {
        gateway = gateways.start(
                triton, "gateway.tls.certificate", certificate.toString(), "gateway.tls.key", key.toString());
    }

    private boolean isShown(TestCertificate certificate) throws Exception {
        try {
            return chat(certificate.trusting(), "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> chat(SSLContext trust, String fields) throws Exception {
        return client(trust).send(request(fields), BodyHandlers.ofString());
    }

    private static HttpClient client(SSLContext trust) {
        return HttpClient.newBuilder().sslContext(trust).connectTimeout(SOON).build();
    }

    private HttpRequest request(String fields) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(BodyPublishers.ofString(GatewayServer.request("hi", fields)))
                .build();
    }
}
