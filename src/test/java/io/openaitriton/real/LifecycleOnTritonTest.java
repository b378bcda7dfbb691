package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Counts;
import io.openaitriton.real.OnTriton.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Triton server whose models are reloaded and unloaded, and which is killed and restarted. */
@ExtendWith(GatewayExtension.class)
class LifecycleOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Time within which a gateway notices a model that was reloaded in another shape. */
    private static final Duration KNOWN = Duration.ofSeconds(8);

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.ofItsOwn();

    /** Of the model whose configuration it gets: where {@code max_tokens} then stands in a request. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "generic, parameters/max_tokens",
        "tensorrt_llm, tensors/sampling_param_max_tokens",
        "tensorrt_llm_bls, tensors/max_tokens",
        "ensemble, tensors/max_tokens"
    })
    void aModelReloadedInAnotherShapeGetsItsNewDialect(String shape, String place) throws IOException {
        String before = HERE.triton().config("vllm");
        isCalledWith("tensors/sampling_parameters");
        HERE.triton().load("vllm", named("vllm", HERE.triton().config(shape)));
        try {
            await().atMost(KNOWN).ignoreExceptions().untilAsserted(() -> isCalledWith(place));
        } finally {
            HERE.triton().load("vllm", before);
        }
        await().atMost(KNOWN).ignoreExceptions().untilAsserted(() -> isCalledWith("tensors/sampling_parameters"));
    }

    private static String named(String name, String config) throws IOException {
        return ((ObjectNode) OpenAiJson.mapper().readTree(config))
                .put("name", name)
                .toString();
    }

    /** Whole and streamed. */
    private static void isCalledWith(String place) throws IOException {
        for (boolean streamed : new boolean[] {false, true}) {
            long mark = HERE.triton().mark();
            Answer answer = HERE.ask("vllm", "{\"text\":\"a b c\"}", streamed, "\"max_tokens\":2");
            assertThat(answer.texts()).containsExactly("a b ");
            assertThat(answer.reasons()).doesNotContainNull();
            assertThat(HERE.triton().requests(mark).get(0).at("/" + place).isMissingNode())
                    .as(place)
                    .isFalse();
        }
    }

    /** Names of inputs up to TensorRT-LLM 0.18, which also writes the prompt before a whole text. */
    @Test
    void anOldReleaseIsCalledByTheNamesOfItsInputs() throws IOException {
        String before = HERE.triton().config("tensorrt_llm_bls");
        ObjectNode old = (ObjectNode) OpenAiJson.mapper()
                .readTree(before.replace("\"name\":\"min_tokens\"", "\"name\":\"min_length\"")
                        .replace("\"name\":\"seed\"", "\"name\":\"random_seed\""));
        Set<String> newer = Set.of("exclude_input_in_output", "return_num_input_tokens", "return_num_output_tokens");
        for (Iterator<JsonNode> inputs = old.get("input").iterator(); inputs.hasNext(); ) {
            if (newer.contains(inputs.next().get("name").asText())) {
                inputs.remove();
            }
        }
        HERE.triton().load("tensorrt_llm_bls", old.toString());
        try {
            await().atMost(KNOWN).ignoreExceptions().untilAsserted(() -> {
                for (boolean streamed : new boolean[] {false, true}) {
                    long mark = HERE.triton().mark();
                    Answer answer = HERE.ask(
                            "tensorrt_llm_bls", "{\"text\":\"a b c\"}", streamed, "\"min_tokens\":1,\"seed\":5");
                    assertThat(answer.texts()).containsExactly("a b c");
                    JsonNode tensors = HERE.triton().requests(mark).get(0).get("tensors");
                    assertThat(tensors.at("/min_length/0").asInt()).isEqualTo(1);
                    assertThat(tensors.at("/random_seed/0").asInt()).isEqualTo(5);
                }
            });
        } finally {
            HERE.triton().load("tensorrt_llm_bls", before);
        }
    }

    @Test
    void aGatewayThatNeedsAllModelsIsReadyWhileAllAre(@TempDir Path folder, Gateways gateways) throws IOException {
        ManagementPort management = ManagementPort.free();
        String[] settings = management.settings("gateway.ready-when", "all");
        TritonGateway.start(gateways, folder, HERE.triton(), new String[] {"vllm", "generic"}, settings);
        for (String model : List.of("vllm", "generic")) {
            await().atMost(LIMIT).until(() -> management.get("/health/ready").statusCode() == 200);
            HERE.triton().unload(model);
            try {
                await().atMost(LIMIT)
                        .until(() -> management.get("/health/ready").statusCode() == 503);
                // the other gateway needs only one
                assertThat(ready()).isEqualTo(200);
            } finally {
                HERE.triton().load(model);
            }
        }
        await().atMost(LIMIT).until(() -> management.get("/health/ready").statusCode() == 200);
    }

    @Test
    void aModelThatIsUnloadedAndLoadedUnderLoadIsNotReadyAndThenBack() throws Exception {
        Mark mark = HERE.mark();
        List<Integer> statuses = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Integer>>> seen = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean streamed = i % 2 == 1;
                seen.add(clients.submit(() -> askUntil(ended, streamed)));
            }
            HERE.triton().unload("vllm");
            HERE.triton().load("vllm");
            await().atMost(LIMIT).until(() -> {
                statuses.add(HERE.ask("vllm", "{\"text\":\"back\"}", false, "").status());
                return statuses.contains(200);
            });
            ended.set(true);
            for (Future<List<Integer>> client : seen) {
                statuses.addAll(client.get());
            }
        } finally {
            ended.set(true);
            clients.shutdown();
        }
        // while it was away: not ready, and never an error that says the model failed
        assertThat(statuses).contains(200).isSubsetOf(200, 404, 503);
        // a request that was refused never reached the model, and none that reached it was lost
        int answered = Collections.frequency(statuses, 200);
        Counts counts = HERE.since(mark);
        assertThat(counts.requests()).isEqualTo(answered);
        assertThat(counts.ends()).containsExactly(Map.entry("finished", answered));
        assertThat(counts.outcomes()).containsEntry("success", answered);
        assertThat(counts.outcomes().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(statuses.size());
    }

    private static List<Integer> askUntil(AtomicBoolean ended, boolean streamed) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        while (!ended.get()) {
            Answer answer = HERE.ask("vllm", "{\"text\":\"a b\",\"delay\":5}", streamed, "");
            if (answer.status() == 200) {
                assertThat(answer.texts()).containsExactly("a b");
            }
            statuses.add(answer.status());
        }
        return statuses;
    }

    @Test
    void aRestartedServerIsCalledOnNewConnections() throws Exception {
        Mark mark = HERE.mark();
        for (int i = 0; i < 5; i++) {
            assertThat(HERE.ask("vllm", "{\"text\":\"a\"}", i % 2 == 0, "").status())
                    .isEqualTo(200);
        }
        assertThat(ready()).isEqualTo(200);
        HERE.triton().kill();
        Answer away = HERE.ask("vllm", "{\"text\":\"a\"}", false, "");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.error().get("code").asText()).isEqualTo("triton_unreachable");
        await().atMost(LIMIT).until(() -> ready() == 503);
        HERE.triton().begin();
        for (int i = 0; i < 5; i++) {
            assertThat(HERE.ask("vllm", "{\"text\":\"a\"}", i % 2 == 0, "").status())
                    .isEqualTo(200);
        }
        await().atMost(LIMIT).until(() -> ready() == 200);
        HERE.counted(mark, 10, Map.of("finished", 10), Map.of("success", 10, "upstream_error", 1));
    }

    @Test
    void whatRunsWhenTheServerIsKilledEndsWithAnError() throws Exception {
        Mark mark = HERE.mark();
        String script = "<<{\"text\":\"" + "word ".repeat(600).strip() + "\",\"delay\":50}>>";
        List<RawCall> calls = new ArrayList<>();
        for (boolean streamed : new boolean[] {false, true}) {
            String request =
                    GatewayServer.request(script, "\"model\":\"vllm\",\"max_tokens\":1000,\"stream\":" + streamed);
            calls.add(RawCall.post(HERE.gateway().port(), "/v1/chat/completions", request));
        }
        await().atMost(LIMIT).until(() -> HERE.triton().requests(mark.journal()).size() == calls.size());
        HERE.triton().kill();
        try {
            RawCall.Answer whole = calls.get(0).answer();
            assertThat(whole.status()).isIn(502, 503);
            assertThat(OpenAiJson.mapper()
                            .readTree(whole.body())
                            .at("/error/type")
                            .asText())
                    .isEqualTo("server_error");
            RawCall.Answer stream = calls.get(1).answer();
            assertThat(stream.body()).contains("\"error\"").doesNotContain("[DONE]");
        } finally {
            for (RawCall call : calls) {
                call.close();
            }
            HERE.triton().begin();
        }
        // killed with the server, the models have not written how their requests ended
        HERE.counted(mark, 2, Map.of(), Map.of("upstream_error", 2));
        assertThat(HERE.ask("vllm", "{\"text\":\"a\"}", true, "").status()).isEqualTo(200);
    }

    private static int ready() {
        return HERE.management().get("/health/ready").statusCode();
    }
}
