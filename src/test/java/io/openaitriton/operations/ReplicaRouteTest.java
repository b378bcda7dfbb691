package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.openaitriton.junit.FreePort;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with two replicas, with the route file of examples/replicas. */
@ExtendWith(GatewayExtension.class)
class ReplicaRouteTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "\"model\":\"70b\"";
    private static final String STREAM = MODEL + ",\"stream\":true";
    private static final String[] REPEAT = {"repeat: \"false\"", "repeat: \"true\""};
    private static final String[] SHORT_BREAK = {
        "waitDurationInOpenState: \"10\"", "waitDurationInOpenState: \"1\"",
        "policy: least-in-flight", "policy: round-robin"
    };

    private static final String URLS = "url: \"{{triton.llama-70b.a.url}}, {{triton.llama-70b.b.url}}\"";
    private static final String LAST = "        value: \"{{triton.llama-70b.b.url}}\"\n";
    private static final String ANOTHER = """
        - templatedRoute:
            routeTemplateRef: triton-replica
            routeId: triton-llama-70b-3
            parameters:
              - name: name
                value: llama-70b
              - name: model
                value: Meta-Llama-3.1-70B-Instruct
              - name: replica
                value: "3"
              - name: url
                value: "{{triton.llama-70b.b.url}}"
        """;

    @TempDir
    Path routes;

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void bothAnswer(String fields, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes);
        for (int i = 0; i < 10; i++) {
            assertThat(ask(two.gateway, fields)).contains("70B");
        }
        assertThat(two.a.requestCount()).isEqualTo(5);
        assertThat(two.b.requestCount()).isEqualTo(5);
        assertNoneRuns(two);
    }

    @Test
    void aThirdIsAThirdUrlAndAThirdRoute(Gateways gateways) throws IOException {
        TritonSimulator third = gateways.simulator();
        TwoTritons two = TwoTritons.start(
                gateways,
                routes,
                "policy: least-in-flight",
                "policy: round-robin",
                URLS,
                URLS.replace("b.url}}", "b.url}}, " + third.url()),
                LAST,
                LAST + ANOTHER.replace("{{triton.llama-70b.b.url}}", third.url()));
        for (int i = 0; i < 6; i++) {
            assertThat(ask(two.gateway, MODEL)).contains("70B");
        }
        assertThat(List.of(two.a.requestCount(), two.b.requestCount(), third.requestCount()))
                .containsExactly(2, 2, 2);
    }

    @Test
    void aUrlWithoutARouteAndARouteWithoutAUrlStopTheStart(Gateways gateways) {
        assertThatThrownBy(() -> nowhere(gateways, URLS, URLS.replace("b.url}}", "b.url}}, http://127.0.0.1:2")))
                .hasStackTraceContaining("there is no route 'triton-llama-70b-3'");
        assertThatThrownBy(() -> nowhere(gateways, LAST, LAST + ANOTHER))
                .hasStackTraceContaining("There is a route 'triton-llama-70b-3'");
    }

    private void nowhere(Gateways gateways, String... edits) throws IOException {
        Path folder = Files.createTempDirectory(routes, "routes");
        String url = "http://127.0.0.1:1";
        TwoTritons.gateway(gateways, folder, url, url, ManagementPort.free(), List.of(), edits)
                .close();
    }

    @Test
    void theReplicaWithFewerCallsGetsTheNext(Gateways gateways) throws IOException {
        CompletableFuture<Void> release = new CompletableFuture<>();
        TwoTritons two = TwoTritons.start(gateways, routes);
        two.a.enqueue(held(release));
        var first = two.gateway.sendAsync(two.gateway.post(request(STREAM)), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> two.a.inFlight() == 1);
        for (int i = 0; i < 6; i++) {
            ask(two.gateway, MODEL);
        }
        assertThat(two.a.requestCount()).isEqualTo(1);
        assertThat(two.b.requestCount()).isEqualTo(6);
        assertThat(two.management.sum("openai_replica_requests_running", two.a.url()))
                .isEqualTo(1);
        release.complete(null);
        assertThat(first.join().body()).contains("[DONE]");
        assertNoneRuns(two);
    }

    @Test
    void weightsAreShares(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(
                gateways,
                routes,
                "policy: least-in-flight",
                "policy: round-robin",
                "weights: \"\"",
                "weights: \"3, 1\"");
        for (int i = 0; i < 12; i++) {
            ask(two.gateway, MODEL);
        }
        assertThat(two.a.requestCount()).isEqualTo(9);
        assertThat(two.b.requestCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void whoCannotBeReachedIsPassedOver(String fields, Gateways gateways) throws IOException {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = TwoTritons.gateway(
                gateways,
                routes,
                "http://127.0.0.1:" + FreePort.find(),
                triton.url(),
                ManagementPort.free(),
                List.of());
        for (int i = 0; i < 10; i++) {
            assertThat(ask(gateway, fields)).contains("70B");
        }
        assertThat(triton.requestCount()).isEqualTo(10);
    }

    @Test
    void withoutAReadyReplicaTheAnswerIsImmediate(Gateways gateways) throws IOException {
        String nobody = "http://127.0.0.1:" + FreePort.find();
        GatewayServer gateway = TwoTritons.gateway(
                gateways, routes, nobody, "http://127.0.0.1:" + FreePort.find(), ManagementPort.free(), List.of());
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = gateway.chat(request(MODEL));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).containsAnyOf("triton_unreachable", "model_not_ready");
        }
    }

    @Test
    void aReplicaThatIsNotReadyGetsNoCallsUntilItIs(Gateways gateways) throws IOException {
        AtomicInteger status = new AtomicInteger(400);
        AtomicInteger calls = new AtomicInteger();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            boolean look = exchange.getRequestMethod().equals("GET");
            byte[] answer = look ? new byte[0] : "{\"text_output\":\"other\"}".getBytes();
            calls.addAndGet(look ? 0 : 1);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(look ? status.get() : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        other.start();
        ManagementPort management = ManagementPort.free();
        String url = "http://127.0.0.1:" + other.getAddress().getPort();
        try {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = TwoTritons.gateway(gateways, routes, url, triton.url(), management, List.of());
            await().atMost(SOON).until(() -> isReady(management, triton.url()) && !isReady(management, url));
            for (int i = 0; i < 10; i++) {
                ask(gateway, MODEL);
            }
            assertThat(calls).hasValue(0);
            // one of two is enough for the model
            assertThat(management.get("/health/ready").statusCode()).isEqualTo(200);
            status.set(200);
            await().atMost(SOON).until(() -> isReady(management, url));
            for (int i = 0; i < 4; i++) {
                ask(gateway, MODEL);
            }
            assertThat(calls).hasPositiveValue();
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void workThatMayHaveBeenDoneIsNotDoneAgain(String fields, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes);
        two.a.enqueue(brokenOff());
        HttpResponse<String> answer = two.gateway.chat(request(fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(two.a.requestCount() + two.b.requestCount()).isEqualTo(1);
        assertNoneRuns(two);
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void aConnectionThatBreaksBeforeTheAnswerBeginsLeavesTheCallToTheOther(String fields, Gateways gateways)
            throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes);
        two.a.enqueue(ScriptedReply.closeConnection());
        assertThat(ask(two.gateway, fields)).contains("70B");
        assertThat(two.a.requestCount()).isEqualTo(1);
        assertThat(two.b.requestCount()).isEqualTo(1);
        // one broken connection does not disable a replica
        assertThat(ask(two.gateway, fields)).contains("70B");
        assertThat(ask(two.gateway, fields)).contains("70B");
        assertThat(two.a.requestCount()).isGreaterThan(1);
        assertNoneRuns(two);
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void unlessTheDefinitionAllowsIt(String fields, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, REPEAT);
        two.a.enqueue(brokenOff());
        assertThat(ask(two.gateway, fields)).contains("70B");
        assertThat(two.a.requestCount() + two.b.requestCount()).isEqualTo(2);
        await().atMost(SOON).until(() -> two.management.sum("openai_replica_failures_total", two.a.url()) == 1);
        assertNoneRuns(two);
    }

    @Test
    void aCallIsNotRepeatedAfterTheFirstByteToTheClient(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, REPEAT);
        two.a.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenCloseConnection());
        // the JDK's client drops what has come before a connection breaks
        try (RawConnection client = new RawConnection(two.gateway.port(), 0)) {
            client.send(GatewayServer.onTheWire(request(STREAM))).head();
            String events = "";
            while (!events.contains("triton_bad_answer")) {
                events += client.chunk();
            }
            assertThat(events).contains("\"content\":\"one\"");
            assertThat(client.isCutOff()).isTrue();
        }
        assertThat(two.b.requestCount()).isZero();
        assertNoneRuns(two);
    }

    @Test
    void anErrorFromTritonItselfIsFinal(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, REPEAT);
        two.a.enqueue(ScriptedReply.json(400, "{\"error\":\"no such sampling\"}"));
        assertThat(two.gateway.chat(request(MODEL)).statusCode()).isEqualTo(502);
        assertThat(two.a.requestCount() + two.b.requestCount()).isEqualTo(1);
    }

    @Test
    void aBusyOrMissingReplicaLeavesTheCallToTheOther(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes);
        two.a.enqueue(ScriptedReply.json(503, "{\"error\":\"Exceeds maximum queue size\"}"));
        assertThat(ask(two.gateway, MODEL)).contains("70B");
        assertThat(two.a.requestCount()).isEqualTo(1);
        assertThat(two.b.requestCount()).isEqualTo(1);
    }

    @Test
    void aReplicaThatFailsTooOftenGetsNoCallsForAWhile(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, SHORT_BREAK);
        for (int i = 0; i < 5; i++) {
            two.a.enqueue(ScriptedReply.closeConnection());
        }
        await().atMost(SOON).until(() -> {
            two.gateway.chat(request(MODEL));
            return two.management.sum("openai_replica_breaker_open", two.a.url()) == 1;
        });
        int calls = two.a.requestCount();
        assertThat(calls).isEqualTo(5);
        assertThat(two.management.sum("openai_replica_breaker_open", two.b.url()))
                .isZero();
        // then it is tried again, and answers
        await().atMost(SOON).until(() -> {
            assertThat(ask(two.gateway, MODEL)).contains("70B");
            return two.a.requestCount() > calls + 3;
        });
        assertThat(two.management.sum("openai_replica_breaker_open", two.a.url()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, STREAM})
    void clientsThatLeaveAndRequestsThatAreRefusedOpenNoBreaker(String fields, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, "policy: least-in-flight", "policy: round-robin");
        for (int i = 0; i < 12; i++) {
            TritonSimulator triton = i % 2 == 0 ? two.a : two.b;
            int calls = two.a.requestCount() + two.b.requestCount();
            if (i % 4 < 2) {
                triton.enqueue(ScriptedReply.neverAnswer());
                var answer = two.gateway.sendAsync(two.gateway.post(request(fields)), BodyHandlers.ofString());
                await().atMost(SOON).until(() -> two.a.requestCount() + two.b.requestCount() > calls);
                answer.cancel(true);
                await().atMost(SOON).until(() -> running(two) == 0);
            } else {
                triton.enqueue(ScriptedReply.json(400, "{\"error\":\"no such sampling\"}"));
                assertThat(two.gateway.chat(request(fields)).statusCode()).isEqualTo(502);
            }
        }
        assertThat(two.management.sum("openai_replica_breaker_open")).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(ask(two.gateway, fields)).contains("70B");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "prompt_cache_key"})
    void requestsOfAKindStayTogether(String kind, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, "stickyBy: \"\"", "stickyBy: " + kind);
        List<Integer> shares = new ArrayList<>();
        for (int user = 0; user < 30; user++) {
            int before = two.a.requestCount();
            for (int i = 0; i < 2; i++) {
                ask(two.gateway, MODEL + ",\"" + kind + "\":\"u" + user + "\"");
            }
            shares.add(two.a.requestCount() - before);
        }
        assertThat(shares).containsOnly(0, 2).contains(0, 2);
        two.gateway.chat(request(MODEL));
    }

    @Test
    void aLimitOfTheModelCountsACallOnce(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(
                gateways,
                routes,
                "repeat: \"false\"",
                "repeat: \"true\"",
                "        names: \"*70b*\"\n",
                "        names: \"*70b*\"\n        maxConcurrent: 1\n");
        for (int i = 0; i < 4; i++) {
            two.a.enqueue(ScriptedReply.closeConnection());
            assertThat(ask(two.gateway, STREAM)).contains("70B");
            assertThat(ask(two.gateway, MODEL)).contains("70B");
        }
        assertNoneRuns(two);
    }

    @Test
    void promptsOfAListAreBalancedAndNothingIsSentToRender(Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes);
        HttpResponse<String> render = two.gateway.send(
                java.net.http.HttpRequest.newBuilder(two.gateway.uri("/v1/chat/completions/render"))
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(request(MODEL)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(render.body()).contains("text_input");
        assertThat(two.a.requestCount() + two.b.requestCount()).isZero();
        HttpResponse<String> list = two.gateway.send(
                java.net.http.HttpRequest.newBuilder(two.gateway.uri("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{" + MODEL + ",\"prompt\":[\"a\",\"b\",\"c\",\"d\"]}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertThat(two.a.requestCount() + two.b.requestCount()).isEqualTo(4);
        assertNoneRuns(two);
    }

    /** Begins an answer that has no event and no text yet. */
    private static ScriptedReply brokenOff() {
        return ScriptedReply.stream().chunk(":").thenCloseConnection();
    }

    private static ScriptedReply held(CompletableFuture<Void> release) {
        return ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(release)
                .event("{\"text_output\":\"two\"}")
                .thenEnd();
    }

    private static String ask(GatewayServer gateway, String fields) {
        HttpResponse<String> answer = gateway.chat(request(fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String request(String fields) {
        return GatewayServer.request("hi", fields);
    }

    private static boolean isReady(ManagementPort management, String url) {
        return management.sum("openai_replica_ready", url) == 1;
    }

    private static double running(TwoTritons two) {
        return two.management.sum("openai_replica_requests_running")
                + two.management.sum("openai_model_requests_running");
    }

    private static void assertNoneRuns(TwoTritons two) {
        await().atMost(SOON).until(() -> running(two) == 0);
    }
}
