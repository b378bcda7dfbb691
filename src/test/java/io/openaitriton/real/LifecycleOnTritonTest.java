package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Counts;
import io.openaitriton.real.OnTriton.Mark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Triton server whose models are reloaded and unloaded, and which is killed and restarted. */
class LifecycleOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Time within which a gateway notices a model that was reloaded in another shape. */
    private static final Duration KNOWN = Duration.ofSeconds(8);

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.ofItsOwn();

    @Test
    void aModelReloadedInAnotherShapeGetsItsNewDialect() throws IOException {
        String before = HERE.triton().config("vllm");
        String generic = HERE.triton().config("generic").replace("\"name\":\"generic\"", "\"name\":\"vllm\"");
        assertThat(HERE.ask("vllm", "{\"text\":\"a b c\"}", false, "\"max_tokens\":2")
                        .texts())
                .containsExactly("a b ");
        HERE.triton().load("vllm", generic);
        await().atMost(KNOWN).ignoreExceptions().untilAsserted(() -> spoken("parameters"));
        HERE.triton().load("vllm", before);
        await().atMost(KNOWN).ignoreExceptions().untilAsserted(() -> spoken("tensors"));
    }

    private static void spoken(String where) throws IOException {
        long mark = HERE.triton().mark();
        Answer answer = HERE.ask("vllm", "{\"text\":\"a b c\"}", false, "\"max_tokens\":2");
        assertThat(answer.texts()).containsExactly("a b ");
        String name = where.equals("tensors") ? "sampling_parameters" : "max_tokens";
        assertThat(HERE.triton().requests(mark).get(0).get(where).has(name)).isTrue();
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
                seen.add(clients.submit(() -> askUntil(ended)));
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

    private static List<Integer> askUntil(AtomicBoolean ended) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        while (!ended.get()) {
            statuses.add(HERE.ask("vllm", "{\"text\":\"a b\",\"delay\":5}", false, "")
                    .status());
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

    private static int ready() {
        return HERE.management().get("/health/ready").statusCode();
    }
}
