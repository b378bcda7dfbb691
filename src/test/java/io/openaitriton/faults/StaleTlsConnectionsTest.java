package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.faults.KeptConnections.Request;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that Triton closes, over TLS. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class StaleTlsConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WHOLE = "\"max_tokens\":1";
    private static final String STREAM = "\"stream\":true";
    private static final String FOR_LONG = "60000";

    @TempDir
    Path folder;

    private KeptConnections triton;
    private GatewayServer gateway;

    /** Starts the gateway, which closes connections that are idle for so long. */
    private void start(Gateways gateways, String idleMillis) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "triton", "EC", "san=dns:localhost");
        ServerSocket server = TlsFront.context(certificate, null)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        triton = new KeptConnections(Request::answer, server);
        String url = "https://localhost:" + triton.port();
        String trust = "camel.beans.tritonTls.trustManagers";
        gateway = gateways.start(
                url,
                "triton.dialect",
                "generic",
                "camel.component.https.ssl-context-parameters",
                "#bean:tritonTls",
                "camel.beans.tritonTls",
                "#class:org.apache.camel.support.jsse.SSLContextParameters",
                trust,
                "#class:org.apache.camel.support.jsse.TrustManagersParameters",
                trust + ".keyStore",
                "#class:org.apache.camel.support.jsse.KeyStoreParameters",
                trust + ".keyStore.resource",
                "file:" + certificate.store(),
                trust + ".keyStore.password",
                TestCertificate.PASSWORD,
                "triton.idle-connection",
                idleMillis);
    }

    @AfterEach
    void stop() throws IOException {
        triton.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void aConnectionIsUsedAgain(String fields, Gateways gateways) throws Exception {
        start(gateways, FOR_LONG);
        for (int i = 0; i < 5; i++) {
            assertWell(fields);
        }
        assertThat(triton.requests()).hasSize(5).allMatch(request -> request.connection() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void anIdleConnectionIsClosedInTime(String fields, Gateways gateways) throws Exception {
        start(gateways, "300");
        assertWell(fields);
        await().atMost(SOON).until(() -> triton.open() == 0);
        assertWell(fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void oneThatIsClosedAfterItsAnswerFailsNobody(String fields, Gateways gateways) throws Exception {
        start(gateways, FOR_LONG);
        triton.set(request -> {
            request.answer();
            request.socket().close();
        });
        for (int i = 0; i < 10; i++) {
            assertWell(fields);
        }
        assertThat(triton.requests()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, STREAM})
    void aRequestThatBreaksAKeptConnectionIsSentOnceMoreOnANewOne(String fields, Gateways gateways) throws Exception {
        start(gateways, FOR_LONG);
        assertWell(fields);
        triton.set(request -> {
            if (request.numberOnIt() > 1) {
                request.socket().close();
            } else {
                request.answer();
            }
        });
        assertWell(fields);
        assertThat(triton.requests()).extracting(Request::connection).containsExactly(1, 1, 2);
    }

    @Test
    void aRequestThatBrokeANewConnectionIsNotRepeated(Gateways gateways) throws Exception {
        start(gateways, FOR_LONG);
        triton.set(request -> request.socket().close());
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", WHOLE));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("triton_unreachable");
        assertThat(triton.requests()).hasSize(1);
    }

    private void assertWell(String fields) {
        assertThat(gateway.chat(GatewayServer.request("hi", fields)).body()).contains("\"content\":\"well\"");
    }
}
