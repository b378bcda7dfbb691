package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.KvCacheSettings;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with two replicas that are chosen by the prompt, with the route file of examples/replicas. */
@ExtendWith(GatewayExtension.class)
class PrefixPolicyRouteTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POLICY = "policy: least-in-flight";
    private static final String LLM_API = "Meta-Llama-3.1-70B-Instruct=tensorrt-llm-api";

    @TempDir
    Path routes;

    @ParameterizedTest
    @ValueSource(strings = {"prefix", "prefix-hash"})
    void stepsOfAConversationMeetTheSameTriton(String policy, Gateways gateways) throws IOException {
        TwoTritons two = TwoTritons.start(gateways, routes, POLICY, "policy: " + policy);
        for (String system : List.of("You are a cook. ", "You are a judge. ", "You are a sailor. ")) {
            int a = two.a.requestCount();
            for (int step = 1; step <= 4; step++) {
                ask(two.gateway, system.repeat(300), "question ".repeat(20 * step), step % 2 == 0);
            }
            assertThat(two.a.requestCount() - a).as(system).isIn(0, 4);
        }
    }

    @Test
    void theAccessLogAndTheMetricsHaveTheReasonAndTheKnownShare(Gateways gateways) throws IOException {
        try (AccessLines log = AccessLines.open()) {
            TwoTritons two =
                    TwoTritons.start(gateways, routes, List.of("gateway.access-log", "on"), POLICY, "policy: prefix");
            ask(two.gateway, "You are a cook. ".repeat(300), "one", false);
            ask(two.gateway, "You are a cook. ".repeat(300), "two", true);
            await().atMost(SOON).until(() -> log.lines().size() >= 2);
            JsonNode first = log.line(0);
            assertThat(first.path("replica_reason").asText()).isEqualTo("unknown");
            assertThat(first.path("prefix_share").asDouble(-1)).isZero();
            JsonNode second = log.line(1);
            assertThat(second.path("replica_reason").asText()).isEqualTo("prefix");
            assertThat(second.path("prefix_share").asDouble()).isBetween(0.8, 1.0);
            assertThat(second.path("upstream")).isEqualTo(first.path("upstream"));
            assertThat(second.has("kv_cache_hit_rate")).isFalse();
            String url = first.path("upstream").asText();
            assertThat(two.management.sum("openai_replica_choices_total", url)).isEqualTo(2);
            assertThat(two.management.get("/metrics").body())
                    .contains("reason=\"prefix\"", "reason=\"unknown\"", "openai_replica_prefix_matched_bucket{");
        }
    }

    @Test
    void theBackendsReportOfItsCacheIsLogged(Gateways gateways) throws IOException {
        SimulatorSettings settings = SimulatorSettings.defaults()
                .withModels(LLM_API + "+metrics")
                .withKvCache(new KvCacheSettings(100_000, 1e6, 16));
        ManagementPort management = ManagementPort.free();
        try (AccessLines log = AccessLines.open()) {
            TritonSimulator a = gateways.simulator(settings);
            TritonSimulator b = gateways.simulator(settings);
            GatewayServer gateway = TwoTritons.gateway(
                    gateways,
                    routes,
                    a.url(),
                    b.url(),
                    management,
                    List.of("gateway.access-log", "on", "triton.dialect", "auto"),
                    POLICY,
                    "policy: prefix");
            ask(gateway, "You are a cook. ".repeat(300), "one", false);
            ask(gateway, "You are a cook. ".repeat(300), "two", true);
            await().atMost(SOON).until(() -> log.lines().size() >= 2);
            assertThat(log.line(0).path("kv_cache_hit_rate").asDouble(-1)).isZero();
            assertThat(log.line(1).path("kv_cache_hit_rate").asDouble()).isBetween(0.9, 1.0);
            assertThat(management.get("/metrics").body()).contains("openai_replica_cache_hit_bucket{");
        }
    }

    @Test
    void aModelThatReportsNoCacheIsNotAsked(Gateways gateways) throws Exception {
        assertThat(firstRequest(gateways, LLM_API, "policy: prefix").body()).doesNotContain("return_perf_metrics");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void howFullTheCacheOfTensorRtLlmIsIsAskedAndShown(boolean stream, Gateways gateways) throws Exception {
        SimulatorSettings settings = SimulatorSettings.defaults()
                .withModels("Meta-Llama-3.1-70B-Instruct=tensorrt-llm")
                .withKvCache(new KvCacheSettings(4_000, 1e6, 16));
        ManagementPort management = ManagementPort.free();
        TritonSimulator a = gateways.simulator(settings);
        TritonSimulator b = gateways.simulator(settings);
        GatewayServer gateway = TwoTritons.gateway(
                gateways,
                routes,
                a.url(),
                b.url(),
                management,
                List.of("triton.dialect", "auto", "gateway.page", "true"));
        HttpResponse<String> answer = ask(gateway, "You are a cook. ".repeat(300), "one", stream);
        assertThat(answer.headers().firstValue("endpoint-load-metrics")).isEmpty();
        TritonSimulator asked = a.requestCount() == 1 ? a : b;
        assertThat(asked.takeRequest(SOON).headers()).containsEntry("endpoint-load-metrics-format", "text");
        String metrics = management.get("/metrics").body();
        assertThat(metrics.lines()
                        .filter(line -> line.startsWith("openai_replica_cache_used{"))
                        .filter(line -> line.contains(asked.url()))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .singleElement()
                .satisfies(share -> assertThat(share).isBetween(0.0, 1.0));
        JsonNode servers = OpenAiJson.mapper()
                .readTree(management.get("/page/api/state").body())
                .at("/models/0/replicas");
        assertThat(servers.findValues("cacheUsed")).anyMatch(JsonNode::isNumber);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "tensorrt-llm-api", "generic"})
    void otherBackendsAreNotAskedForTheirLoad(String backend, Gateways gateways) throws Exception {
        assertThat(headersOf(gateways, backend, "policy: prefix")).doesNotContainKey("endpoint-load-metrics-format");
    }

    @Test
    void roundRobinDoesNotAskForTheLoad(Gateways gateways) throws Exception {
        assertThat(headersOf(gateways, "tensorrt-llm", "policy: round-robin"))
                .doesNotContainKey("endpoint-load-metrics-format");
    }

    @Test
    void aTritonThatDoesNotTellItsLoadIsAskedOnce(Gateways gateways) throws Exception {
        SimulatorSettings settings =
                SimulatorSettings.defaults().withModels("Meta-Llama-3.1-70B-Instruct=tensorrt-llm+old");
        TritonSimulator a = gateways.simulator(settings);
        TritonSimulator b = gateways.simulator(settings);
        GatewayServer gateway = TwoTritons.gateway(
                gateways, routes, a.url(), b.url(), ManagementPort.free(), List.of("triton.dialect", "auto"));
        int asked = 0;
        for (int i = 0; i < 6; i++) {
            ask(gateway, "You are a cook. ", "question " + i, false);
        }
        for (TritonSimulator each : List.of(a, b)) {
            for (int i = each.requestCount(); i > 0; i--) {
                asked += each.takeRequest(SOON).headers().containsKey("endpoint-load-metrics-format") ? 1 : 0;
            }
        }
        assertThat(asked).isEqualTo(2);
    }

    private Map<String, String> headersOf(Gateways gateways, String backend, String policy) throws Exception {
        return firstRequest(gateways, "Meta-Llama-3.1-70B-Instruct=" + backend, policy)
                .headers();
    }

    /** What one of two servers with this model gets of a long chat. */
    private RecordedRequest firstRequest(Gateways gateways, String model, String policy) throws Exception {
        SimulatorSettings settings = SimulatorSettings.defaults().withModels(model);
        TritonSimulator a = gateways.simulator(settings);
        TritonSimulator b = gateways.simulator(settings);
        GatewayServer gateway = TwoTritons.gateway(
                gateways,
                routes,
                a.url(),
                b.url(),
                ManagementPort.free(),
                List.of("triton.dialect", "auto"),
                POLICY,
                policy);
        ask(gateway, "You are a cook. ".repeat(300), "one", false);
        return (a.requestCount() == 1 ? a : b).takeRequest(SOON);
    }

    @Test
    void aMistakeInTheSettingsStopsTheStart(Gateways gateways) {
        assertThatThrownBy(
                        () -> TwoTritons.start(gateways, routes, POLICY, "policy: prefix\n        hashedBlocks: \"0\""))
                .hasStackTraceContaining("'hashedBlocks' must be 1 or more, but is 0");
    }

    private static HttpResponse<String> ask(GatewayServer gateway, String system, String question, boolean stream)
            throws IOException {
        HttpResponse<String> answer = gateway.chat("{\"model\":\"70b\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"system\",\"content\":\"" + system
                + "\"},{\"role\":\"user\",\"content\":\"" + question + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
