package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disconnect is not a failure: the log has no warning. */
@ExtendWith(GatewayExtension.class)
class ClientsThatLeaveTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CLIENTS = 60;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in the middle of a stream | \"stream\":true | generate | @@tokens=2000 @@delay=5",
                "before the first token of a stream | \"stream\":true | generate | @@ttft=1000",
                "a stalled stream | \"stream\":true | generate | @@fail=stall",
                "a whole answer | \"n\":1 | generate | @@tokens=500 @@ttft=1000 @@delay=0",
                "a gathered answer | \"n\":1 | stream | @@tokens=2000 @@delay=5"
            })
    void nothingIsLoggedOfClientsThatLeave(
            String when, String fields, String upstream, String prompt, Gateways gateways) throws Exception {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, "triton.upstream", upstream);
        try (CapturedLog log = CapturedLog.open()) {
            List<RawConnection> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RawConnection client = new RawConnection(gateway.port(), 0);
                client.send(GatewayServer.onTheWire(GatewayServer.request(prompt, fields)));
                clients.add(client);
            }
            await().atMost(SOON).until(() -> triton.requestCount() == CLIENTS);
            if (prompt.contains("stall") || when.contains("middle")) {
                for (RawConnection client : clients) {
                    client.head();
                    client.chunk();
                }
            }
            for (RawConnection client : clients) {
                client.close();
            }
            await().atMost(SOON).until(() -> triton.inFlight() == 0);
            // the gateway has noticed: it answers, and has no request of those who left
            assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(200);
            assertThat(log.messages()).as(when).isEmpty();
        }
    }

    @Test
    void aListOfPromptsLeavesNothingBehind(Gateways gateways) throws Exception {
        String list = "{\"model\":\"8b\",\"prompt\":[\"@@ttft=1000 a\",\"@@ttft=1000 b\"]}";
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton);
        try (CapturedLog log = CapturedLog.open()) {
            leave(
                    gateway,
                    "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                            + list.length() + "\r\n\r\n" + list,
                    () -> triton.requestCount() >= CLIENTS);
            await().atMost(SOON).until(() -> triton.inFlight() == 0);
            assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(200);
            assertThat(log.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void norWhereAModelIsOnSeveralTritons(String fields, @TempDir Path routes, Gateways gateways) throws Exception {
        TwoTritons two = TwoTritons.start(gateways, routes);
        try (CapturedLog log = CapturedLog.open()) {
            String request = GatewayServer.request("@@ttft=1000 @@tokens=20", "\"model\":\"70b\"" + fields);
            leave(
                    two.gateway,
                    GatewayServer.onTheWire(request),
                    () -> two.a.requestCount() + two.b.requestCount() == CLIENTS);
            await().atMost(SOON).until(() -> two.a.inFlight() + two.b.inFlight() == 0);
            await().atMost(SOON).until(() -> two.management.sum("openai_replica_requests_running") == 0);
            assertThat(two.management.sum("openai_replica_failures_total")).isZero();
            assertThat(two.management.sum("openai_replica_breaker_open")).isZero();
            assertThat(two.gateway
                            .chat(GatewayServer.request("hi", "\"model\":\"70b\""))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(log.messages()).isEmpty();
        }
    }

    private static void leave(GatewayServer gateway, String request, Callable<Boolean> when) {
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RawConnection(gateway.port(), 0).send(request));
        }
        await().atMost(SOON).until(when);
        clients.forEach(RawConnection::close);
    }
}
