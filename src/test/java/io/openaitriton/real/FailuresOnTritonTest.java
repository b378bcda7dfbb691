package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.GatewayServer;
import io.openaitriton.real.OnTriton.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told when a real Triton server, or a model on it, fails; and what becomes of calls whose client leaves. */
class FailuresOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    private static final OnTriton HERE = new OnTriton();

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "vllm, false",
        "vllm, true",
        "ensemble, false",
        "ensemble, true",
        "tensorrt_llm_bls, false",
        "tensorrt_llm_bls, true",
        "tensorrt_llm, false",
        "tensorrt_llm, true",
        "generic, false",
        "generic, true"
    })
    void aFailureBeforeTheFirstTokenIsAnErrorAnswer(String model, boolean streamed) throws IOException {
        // an error event for each response; an answer of generate may have one response only
        int errors = streamed ? 3 : 1;
        Answer answer = HERE.ask(model, "{\"error\":\"CUDA out of memory\",\"errors\":" + errors + "}", streamed, "");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.error().get("message").asText()).contains("CUDA out of memory");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm", "generic"})
    void aFailureWithinAStreamIsAnErrorEvent(String model) throws IOException {
        Answer answer =
                HERE.ask(model, "{\"text\":\"a b c d\",\"error\":\"CUDA out of memory\",\"fail_after\":2}", true, "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.texts()).containsExactly("a b ");
        assertThat(answer.error().get("message").asText()).contains("CUDA out of memory");
        assertThat(answer.done()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vllm", "tensorrt_llm"})
    void aStreamCutWithoutAReasonIsNotTakenForAWholeOne(String model) throws IOException {
        Answer answer = HERE.ask(model, "{\"text\":\"a b c d\",\"cut_after\":2}", true, "");
        assertThat(answer.texts()).containsExactly("a b ");
        assertThat(answer.reasons()).isEmpty();
        assertThat(answer.error().get("code").asText()).isEqualTo("triton_bad_answer");
        assertThat(answer.done()).isFalse();
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({"vllm, false", "vllm, true", "tensorrt_llm_bls, false", "ensemble, true", "tensorrt_llm, true"})
    void aPromptThatIsTooLongForTheEngineIsTheClientsToShorten(String model, boolean streamed) throws IOException {
        Answer answer = HERE.ask(
                model,
                "{\"error\":\"Error generating stream: The decoder prompt (length 9000) is longer than the maximum model length of 8192.\"}",
                streamed,
                "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(answer.error().get("param").asText()).isEqualTo("messages");
    }

    @Test
    void aFullQueueAndItsTimeOutAreOverload() throws IOException {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String request = GatewayServer.request("<<{\"text\":\"one\",\"delay\":800}>> " + i, "\"model\":\"busy\"");
            answers.add(HERE.gateway().sendAsync(HERE.gateway().post(request), BodyHandlers.ofString()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> future : answers) {
            HttpResponse<String> answer = future.join();
            statuses.add(answer.statusCode());
            if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
        // one runs, two wait, and their time-out is shorter than its run
        assertThat(statuses).contains(200, 503);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vllm", "tensorrt_llm_bls", "tensorrt_llm", "generic"})
    void aClientThatLeavesAStreamEndsTheModelsWork(String model) throws IOException {
        int mark = HERE.triton().mark();
        leaveAfterTheFirstToken(model);
        await().atMost(LIMIT).until(() -> !HERE.triton().ends(mark).isEmpty());
        JsonNode end = HERE.triton().ends(mark).get(0);
        assertThat(end.get("how").asText()).isEqualTo("cancelled");
        assertThat(end.get("tokens").asInt()).isLessThan(200);
    }

    private static void leaveAfterTheFirstToken(String model) throws IOException {
        String words = "word ".repeat(400).strip();
        String request = GatewayServer.request(
                "<<{\"text\":\"" + words + "\",\"delay\":20}>>",
                "\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":1000");
        try (InputStream stream = HERE.gateway()
                .send(HERE.gateway().post(request), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(stream.read()).isPositive();
        }
    }

    /** A busy Triton loses the last events of streams; whatever comes, a client must be able to tell. */
    @Test
    void ofManyStreamsEachIsWholeOrSaysThatItIsNot() {
        int streams = 200;
        int mark = HERE.triton().mark();
        String words = "word ".repeat(30).strip();
        List<CompletableFuture<HttpResponse<InputStream>>> answers = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            String request = GatewayServer.request(
                    "<<{\"text\":\"" + words + "\",\"delay\":10}>>", "\"model\":\"vllm\",\"stream\":true");
            answers.add(HERE.gateway().sendAsync(HERE.gateway().post(request), BodyHandlers.ofInputStream()));
        }
        int whole = 0;
        for (CompletableFuture<HttpResponse<InputStream>> future : answers) {
            String body = OnTriton.body(future.join().body());
            boolean done = body.endsWith("data: [DONE]\n\n");
            assertThat(done).as(body).isEqualTo(body.contains("\"finish_reason\":\"stop\""));
            assertThat(done || body.contains("\"error\"")).as(body).isTrue();
            if (done) {
                assertThat(body.split("word", -1)).hasSize(31);
                whole++;
            }
        }
        assertThat(HERE.triton().requests(mark)).hasSize(streams);
        System.out.println("Of " + streams + " streams at once " + whole + " came out whole");
    }
}
