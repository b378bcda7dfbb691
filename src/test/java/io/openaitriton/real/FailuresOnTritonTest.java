package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Mark;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors for clients when a real Triton server, or a model on it, fails; and calls whose client disconnects. */
class FailuresOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Of a text that takes some seconds. */
    private static final int WORDS = 100;

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @EachModel
    void aFailureBeforeTheFirstTokenIsAnErrorAnswer(String model, boolean streamed) throws IOException {
        // an error event for each response; an answer of generate may have one response only
        int errors = streamed ? 3 : 1;
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(model, "{\"error\":\"CUDA out of memory\",\"errors\":" + errors + "}", streamed, "");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.error().get("message").asText()).contains("CUDA out of memory");
        HERE.counted(mark, 1, Map.of("failed", 1), Map.of("upstream_error", 1));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm", "generic"})
    void aFailureWithinAStreamIsAnErrorEvent(String model) throws IOException {
        Mark mark = HERE.mark();
        Answer answer =
                HERE.ask(model, "{\"text\":\"a b c d\",\"error\":\"CUDA out of memory\",\"fail_after\":2}", true, "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.texts()).containsExactly("a b ");
        assertThat(answer.error().get("message").asText()).contains("CUDA out of memory");
        assertThat(answer.done()).isFalse();
        HERE.counted(mark, 1, Map.of("failed", 1), Map.of("upstream_error", 1));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vllm", "tensorrt_llm"})
    void aStreamCutWithoutAReasonIsNotTakenForAWholeOne(String model) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(model, "{\"text\":\"a b c d\",\"cut_after\":2}", true, "");
        assertThat(answer.texts()).containsExactly("a b ");
        assertThat(answer.reasons()).isEmpty();
        assertThat(answer.error().get("code").asText()).isEqualTo("triton_bad_answer");
        assertThat(answer.done()).isFalse();
        HERE.counted(mark, 1, Map.of("finished", 1), Map.of("upstream_error", 1));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({"vllm, false", "vllm, true", "tensorrt_llm_bls, false", "ensemble, true", "tensorrt_llm, true"})
    void aPromptThatIsTooLongForTheEngineIsTheClientsToShorten(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(
                model,
                "{\"error\":\"Error generating stream: The decoder prompt (length 9000) is longer than the maximum model length of 8192.\"}",
                streamed,
                "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(answer.error().get("param").asText()).isEqualTo("messages");
        HERE.counted(mark, 1, Map.of("failed", 1), Map.of("client_error", 1));
    }

    /** One runs, two wait for it longer than they may, and the others find the queue full. */
    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void aFullQueueAndItsTimeOutAreOverload(boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String request = GatewayServer.request(
                    "<<{\"text\":\"one\",\"delay\":2000}>> " + i, "\"model\":\"busy\",\"stream\":" + streamed);
            calls.add(RawCall.post(HERE.gateway().port(), "/v1/chat/completions", request));
        }
        int answered = 0;
        Set<String> refusals = new TreeSet<>();
        for (RawCall call : calls) {
            RawCall.Answer answer = call.answer();
            call.close();
            if (answer.status() == 200) {
                answered++;
                continue;
            }
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.head().toLowerCase(Locale.ROOT)).contains("\r\nretry-after: ");
            JsonNode error = OpenAiJson.mapper().readTree(answer.body()).get("error");
            assertThat(error.get("code").asText()).isEqualTo("model_overloaded");
            refusals.add(error.get("message").asText());
        }
        assertThat(refusals)
                .hasSize(2)
                .anyMatch(message -> message.contains("Exceeds maximum queue size"))
                .anyMatch(message -> message.contains("Request timeout expired"));
        // what Triton refuses never reaches the model
        HERE.counted(
                mark,
                answered,
                Map.of("finished", answered),
                Map.of("success", answered, "upstream_error", calls.size() - answered));
    }

    /** From the first event on; and a stream may be one that the gateway gathers for its client. */
    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({"vllm, true", "tensorrt_llm, true", "generic, true", "gathered-vllm, true", "gathered-vllm, false"})
    void aClientThatLeavesEndsTheModelsWork(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        leave(model, streamed);
        HERE.counted(mark, 1, Map.of("cancelled", 1), Map.of("cancelled", 1));
        assertThat(HERE.triton().ends(mark.journal()).get(0).get("tokens").asInt())
                .isLessThan(WORDS);
    }

    /** Triton reads nothing of a connection before the first event. */
    @Test
    void aDisconnectBeforeTheFirstTokenIsNoticedAtTheFirstToken() throws IOException {
        Mark mark = HERE.mark();
        String request = GatewayServer.request(
                "<<{\"text\":\"a b c d e f\",\"delay\":300}>>", "\"model\":\"vllm\",\"stream\":true");
        try (Socket socket = new Socket("127.0.0.1", HERE.gateway().port())) {
            socket.getOutputStream().write(GatewayServer.onTheWire(request).getBytes(StandardCharsets.UTF_8));
            await().atMost(LIMIT)
                    .until(() -> !HERE.triton().requests(mark.journal()).isEmpty());
        }
        HERE.counted(mark, 1, Map.of("cancelled", 1), Map.of("cancelled", 1));
        assertThat(HERE.triton().ends(mark.journal()).get(0).get("tokens").asInt())
                .isBetween(1, 5);
    }

    /** Triton does not cancel a call of generate, nor the step of an ensemble that runs; and a BLS model does not look for it. */
    @Test
    void theModelsWorkGoesOnWhereItIsNotCancelled() throws IOException {
        List<String> whole = List.of(
                "vllm", "tensorrt_llm_bls", "tensorrt_llm", "generic", "ensemble", "gathered-ensemble", "vllm-whole");
        List<String> streamed = List.of("ensemble", "gathered-ensemble", "tensorrt_llm_bls");
        Mark mark = HERE.mark();
        for (String model : whole) {
            leave(model, false);
        }
        for (String model : streamed) {
            leave(model, true);
        }
        int left = whole.size() + streamed.size();
        HERE.counted(mark, left, Map.of("finished", left), Map.of("cancelled", left));
    }

    /** A client that breaks its connection while the model writes; of a stream, after its first bytes. */
    private static void leave(String model, boolean streamed) throws IOException {
        long before = HERE.triton().mark();
        String request = GatewayServer.request(
                "<<{\"text\":\"" + "word ".repeat(WORDS).strip() + "\",\"delay\":20}>>",
                "\"model\":\"" + model + "\",\"stream\":" + streamed + ",\"max_tokens\":1000");
        try (Socket socket = new Socket("127.0.0.1", HERE.gateway().port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(GatewayServer.onTheWire(request).getBytes(StandardCharsets.UTF_8));
            if (streamed) {
                assertThat(socket.getInputStream().read()).isPositive();
            } else {
                await().atMost(LIMIT)
                        .until(() -> !HERE.triton().requests(before).isEmpty());
            }
        }
    }

    /** A busy Triton loses the last events of streams; a client must always be able to notice. */
    @Test
    void everyStreamIsCompleteOrEndsWithAnError() throws IOException {
        int streams = 200;
        Mark mark = HERE.mark();
        String words = "word ".repeat(30).strip();
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            String request = GatewayServer.request(
                    "<<{\"text\":\"" + words + "\",\"delay\":10}>>", "\"model\":\"vllm\",\"stream\":true");
            calls.add(RawCall.post(HERE.gateway().port(), "/v1/chat/completions", request));
        }
        int whole = 0;
        for (RawCall call : calls) {
            String body = call.answer().body();
            call.close();
            boolean done = body.endsWith("data: [DONE]\n\n");
            assertThat(done).as(body).isEqualTo(body.contains("\"finish_reason\":\"stop\""));
            assertThat(done || body.contains("\"error\"")).as(body).isTrue();
            if (done) {
                assertThat(body.split("word", -1)).hasSize(31);
                whole++;
            }
        }
        Map<String, Integer> outcomes = new HashMap<>(Map.of("success", whole, "upstream_error", streams - whole));
        outcomes.values().removeIf(count -> count == 0);
        HERE.counted(mark, streams, Map.of("finished", streams), outcomes);
        System.out.println("Of " + streams + " streams at once " + whole + " came out whole");
    }
}
