package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.FreePort;
import io.openaitriton.real.OnTriton.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Triton server whose models are loaded anew, unloaded, and which is killed and comes back. */
class LifecycleOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Within which a gateway knows of a model loaded anew in another shape. */
    private static final Duration KNOWN = Duration.ofSeconds(8);

    private static final int MANAGEMENT = FreePort.find();

    @RegisterExtension
    private static final OnTriton HERE = new OnTriton("gateway.management-port", Integer.toString(MANAGEMENT));

    @Test
    void aModelLoadedAnewInAnotherShapeIsSpokenToInItsNewDialect() throws IOException {
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
        int mark = HERE.triton().mark();
        Answer answer = HERE.ask("vllm", "{\"text\":\"a b c\"}", false, "\"max_tokens\":2");
        assertThat(answer.texts()).containsExactly("a b ");
        String name = where.equals("tensors") ? "sampling_parameters" : "max_tokens";
        assertThat(HERE.triton().requests(mark).get(0).get(where).has(name)).isTrue();
    }

    @Test
    void aModelThatIsUnloadedAndLoadedUnderLoadIsNotReadyAndThenBack() throws Exception {
        Set<Integer> statuses = new TreeSet<>();
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<Set<Integer>>> seen = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                seen.add(clients.submit(() -> askUntil(ended)));
            }
            HERE.triton().unload("vllm");
            HERE.triton().load("vllm");
            await().atMost(LIMIT)
                    .until(() ->
                            HERE.ask("vllm", "{\"text\":\"back\"}", false, "").status() == 200);
            ended.set(true);
            for (Future<Set<Integer>> client : seen) {
                statuses.addAll(client.get());
            }
        } finally {
            ended.set(true);
            clients.shutdown();
        }
        // while it was away: not ready, and never an error that says the model failed
        assertThat(statuses).contains(200).isSubsetOf(200, 404, 503);
    }

    private static Set<Integer> askUntil(AtomicBoolean ended) throws IOException {
        Set<Integer> statuses = new TreeSet<>();
        while (!ended.get()) {
            statuses.add(HERE.ask("vllm", "{\"text\":\"a b\",\"delay\":5}", false, "")
                    .status());
        }
        return statuses;
    }

    @Test
    void aServerKilledAndStartedAgainIsAskedOnNewConnections() throws Exception {
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
    }

    private static int ready() throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create("http://127.0.0.1:" + MANAGEMENT + "/health/ready");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .statusCode();
    }
}
