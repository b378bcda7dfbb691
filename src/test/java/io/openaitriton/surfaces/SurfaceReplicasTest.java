package io.openaitriton.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.Api;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.ScriptedReply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A conversation stays on one replica, by the id that agents send. */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class SurfaceReplicasTest {
    @TempDir
    Path routes;

    /**
     * What agents say of their conversation.
     *
     * @param field of the request, or null
     * @param header or null
     */
    private record Said(Api api, String field, String header) {}

    private static final Map<String, List<Said>> BY = Map.of(
            "prompt_cache_key",
            List.of(
                    new Said(Api.CHAT, "\"prompt_cache_key\":\"KEY\"", null),
                    new Said(Api.RESPONSES, "\"prompt_cache_key\":\"KEY\"", null),
                    new Said(Api.RESPONSES, null, "session-id"),
                    new Said(Api.MESSAGES, null, "x-claude-code-session-id"),
                    new Said(Api.MESSAGES, "\"metadata\":{\"user_id\":\"{\\\"session_id\\\":\\\"KEY\\\"}\"}", null)),
            "session",
            List.of(
                    new Said(Api.RESPONSES, null, "session-id"),
                    new Said(Api.MESSAGES, null, "x-claude-code-session-id")),
            "user",
            List.of(
                    new Said(Api.CHAT, "\"user\":\"KEY\"", null),
                    new Said(Api.RESPONSES, "\"user\":\"KEY\"", null),
                    new Said(Api.RESPONSES, "\"safety_identifier\":\"KEY\"", null),
                    new Said(Api.MESSAGES, "\"metadata\":{\"user_id\":\"KEY\"}", null)));

    @ParameterizedTest
    @ValueSource(strings = {"prompt_cache_key", "session", "user"})
    void aConversationStaysWhereItIs(String by, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(
                gateways,
                routes,
                "policy: least-in-flight",
                "policy: round-robin",
                "stickyBy: \"\"",
                "stickyBy: \"" + by + "\"");
        for (Said said : BY.get(by)) {
            int served = 0;
            for (int conversation = 0; conversation < 12; conversation++) {
                int before = two.a.requestCount();
                for (int turn = 0; turn < 3; turn++) {
                    ask(two, said, "conversation-" + conversation);
                }
                int here = two.a.requestCount() - before;
                assertThat(here).as(said.toString()).isIn(0, 3);
                served += here;
            }
            // and they are not all in one place
            assertThat(served).as(said.toString()).isBetween(3, 33);
        }
    }

    private static void ask(TwoTritons two, Said said, String key) {
        String json = said.api().request("70b", "hi", false, 1);
        if (said.field() != null) {
            json = "{" + said.field().replace("KEY", key) + "," + json.substring(1);
        }
        String[] headers = said.header() == null ? new String[0] : new String[] {said.header(), key};
        HttpResponse<String> answer =
                two.gateway.send(said.api().post(two.gateway, json, headers), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aFailingReplicaIsSkipped(Api api, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, "repeat: \"false\"", "repeat: \"true\"");
        for (boolean stream : new boolean[] {false, true}) {
            int calls = two.a.requestCount() + two.b.requestCount();
            two.a.enqueue(ScriptedReply.json(503, "{\"error\":\"Server is not ready\"}"));
            two.b.enqueue(ScriptedReply.json(503, "{\"error\":\"Server is not ready\"}"));
            HttpResponse<String> none = two.gateway.send(
                    api.post(two.gateway, api.request("70b", "hi", stream, 10)), BodyHandlers.ofString());
            assertThat(none.statusCode()).as(none.body()).isEqualTo(api.overloaded());
            two.a.enqueue(ScriptedReply.json(503, "{\"error\":\"Server is not ready\"}"));
            int failed = two.a.requestCount();
            while (two.a.requestCount() == failed) {
                HttpResponse<String> answer = two.gateway.send(
                        api.post(two.gateway, api.request("70b", "hi", stream, 10)), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(two.a.requestCount() + two.b.requestCount()).isGreaterThan(calls + 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void theAccessLogTellsWhyAReplicaWasChosenAndWhatItIsKnownToHaveHad(Api api, Gateways gateways) throws IOException {
        try (AccessLines log = AccessLines.open()) {
            TwoTritons two = TwoTritons.start(
                    gateways, routes, List.of("gateway.access-log", "on"), "policy: least-in-flight", "policy: prefix");
            for (boolean stream : new boolean[] {false, true, false}) {
                HttpResponse<String> answer = two.gateway.send(
                        api.post(two.gateway, api.request("70b", "You are a cook. ".repeat(300), stream, 3)),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> log.lines().size() >= 3);
            assertThat(log.line(0).path("replica_reason").asText()).isEqualTo("unknown");
            for (int i = 1; i < 3; i++) {
                assertThat(log.line(i).path("replica_reason").asText()).isEqualTo("prefix");
                assertThat(log.line(i).path("prefix_share").asDouble()).isBetween(0.8, 1.0);
            }
            String metrics = two.management.get("/metrics").body();
            assertThat(metrics).contains("reason=\"prefix\"", "openai_replica_prefix_matched_bucket{");
        }
    }
}
