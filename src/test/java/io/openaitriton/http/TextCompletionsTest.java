package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/completions} through the real routes. */
@ExtendWith(GatewayExtension.class)
class TextCompletionsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator triton;
    private static GatewayServer gateway;
    /** Always calls generate_stream: with generate, Triton does not notice a disconnect. */
    private static GatewayServer gathering;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("triton.dialect", "vllm");
        gathering = gateways.shared("triton.dialect", "vllm", "triton.upstream", "stream");
    }

    private static String sent() throws Exception {
        return triton.takeRequest(SOON).body();
    }

    @Test
    void aPromptGoesToTheModelUnchanged() throws Exception {
        JsonNode answer =
                json("{\"model\":\"70b\",\"prompt\":\"Once <|eot_id|> upon\",\"max_tokens\":3,\"user\":\"x\"}");
        assertThat(OpenAiJson.mapper().readTree(sent()).get("text_input").textValue())
                .isEqualTo("Once <|eot_id|> upon");
        assertThat(answer.get("object").textValue()).isEqualTo("text_completion");
        assertThat(answer.get("id").textValue()).startsWith("cmpl-");
        assertThat(answer.get("model").textValue()).isEqualTo("Meta-Llama-3.1-70B-Instruct");
        assertThat(answer.at("/choices/0/text").textValue()).isNotEmpty();
        assertThat(answer.at("/choices/0/index").intValue()).isZero();
        assertThat(answer.at("/choices/0/logprobs").isNull()).isTrue();
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void echoPutsThePromptBefore() throws Exception {
        triton.enqueue(ScriptedReply.json(200, "{\"text_output\":\" there was\",\"finish_reason\":\"stop\"}"));
        assertThat(json("{\"prompt\":\"Once\",\"echo\":true}")
                        .at("/choices/0/text")
                        .textValue())
                .isEqualTo("Once there was");
        triton.enqueue(ScriptedReply.events("{\"text_output\":\" there\"}", "{\"text_output\":\" was\"}"));
        assertThat(streamed("{\"prompt\":\"Once\",\"echo\":true,\"stream\":true}"))
                .isEqualTo("Once there was");
    }

    @Test
    void aStreamHasTextInPlaceOfDeltas() throws Exception {
        HttpResponse<String> answer = post(
                "{\"prompt\":\"Once\",\"max_tokens\":3,\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<JsonNode> chunks = chunks(answer.body());
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.get("object").textValue()).isEqualTo("text_completion");
            assertThat(chunk.get("id")).isEqualTo(chunks.get(0).get("id"));
            assertThat(chunk.at("/choices/0").has("delta")).isFalse();
        });
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").textValue())
                .isEqualTo("length");
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.at("/usage/completion_tokens").intValue()).isEqualTo(3);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void severalPromptsRunConcurrentlyAndAreAnsweredInOrder() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        // the simulator answers what was asked, but only when all have asked
        for (int i = 0; i < 3; i++) {
            CountDownLatch mine = new CountDownLatch(1);
            triton.enqueue(ScriptedReply.reply(200)
                    .header("Content-Type", "application/json")
                    .await(mine)
                    .chunk(
                            "{\"text_output\":\"same\",\"finish_reason\":\"stop\",\"num_input_tokens\":2,\"num_output_tokens\":1}")
                    .thenEnd());
            Thread waiter = new Thread(() -> {
                try {
                    all.await();
                    mine.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            waiter.setDaemon(true);
            waiter.start();
        }
        var answer = gateway.sendAsync(request("{\"prompt\":[\"one\",\"two\",\"three\"]}"), BodyHandlers.ofString());
        Set<String> prompts = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            prompts.add(OpenAiJson.mapper().readTree(sent()).get("text_input").textValue());
            all.countDown();
        }
        assertThat(prompts).containsExactly("one", "three", "two");
        JsonNode json = OpenAiJson.mapper()
                .readTree(answer.get(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                        .body());
        assertThat(json.get("choices")).hasSize(3);
        assertThat(json.at("/choices/2/index").intValue()).isEqualTo(2);
        assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(9);
    }

    @Test
    void eachOfSeveralPromptsHasItsOwnText() throws Exception {
        JsonNode answer = json("{\"prompt\":[\"alpha\",\"beta\",\"gamma\"],\"echo\":true,\"n\":2,\"max_tokens\":1}");
        assertThat(answer.get("choices")).hasSize(6);
        List<String> begins = new ArrayList<>();
        answer.get("choices")
                .forEach(
                        choice -> begins.add(choice.get("text").textValue().replaceAll("^(alpha|beta|gamma).*", "$1")));
        assertThat(begins).containsExactly("alpha", "alpha", "beta", "beta", "gamma", "gamma");
    }

    @Test
    void oneFailureFailsAllAndEndsTheOtherCalls() {
        int before = triton.cancelledCount();
        triton.enqueue(ScriptedReply.neverAnswer());
        triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
        HttpResponse<String> answer = gathering.send(
                HttpRequest.newBuilder(request("{\"prompt\":[\"one\",\"two\"]}"), (name, value) -> true)
                        .uri(gathering.uri("/v1/completions"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("boom");
        await().atMost(SOON).until(() -> triton.cancelledCount() > before);
    }

    @Test
    void aClientThatLeavesEndsTheCallsOfAllPrompts() throws Exception {
        int before = triton.cancelledCount();
        triton.enqueue(ScriptedReply.neverAnswer());
        triton.enqueue(ScriptedReply.neverAnswer());
        byte[] body = "{\"prompt\":[\"one\",\"two\"]}".getBytes(StandardCharsets.UTF_8);
        try (Socket client = new Socket("127.0.0.1", gathering.port())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            sent();
            sent();
        }
        await().atMost(SOON).until(() -> triton.cancelledCount() >= before + 2);
    }

    @Test
    void logProbabilitiesHaveTheOlderShape() throws Exception {
        JsonNode logprobs =
                json("{\"prompt\":\"Once\",\"max_tokens\":3,\"logprobs\":2}").at("/choices/0/logprobs");
        assertThat(logprobs.get("tokens")).hasSize(3);
        assertThat(logprobs.get("token_logprobs")).hasSize(3);
        assertThat(logprobs.get("top_logprobs")).hasSize(3);
        assertThat(logprobs.at("/top_logprobs/0").size()).isBetween(1, 2);
        assertThat(logprobs.at("/text_offset/0").intValue()).isZero();
        assertThat(logprobs.at("/text_offset/1").intValue())
                .isEqualTo(logprobs.at("/tokens/0").textValue().length());
        List<JsonNode> chunks = chunks(post("{\"prompt\":\"Once\",\"max_tokens\":3,\"logprobs\":0,\"stream\":true}")
                .body());
        List<Integer> offsets = new ArrayList<>();
        chunks.forEach(chunk -> chunk.at("/choices/0/logprobs/text_offset").forEach(at -> offsets.add(at.intValue())));
        assertThat(offsets).hasSize(3).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                              | prompt",
                "{\"prompt\":null}                               | prompt",
                "{\"prompt\":[]}                                 | prompt",
                "{\"prompt\":{\"a\":1}}                          | prompt",
                "{\"prompt\":\"\"}                               | prompt",
                "{\"prompt\":[\"\"]}                             | prompt[0]",
                "{\"prompt\":[\"a\",\"\"],\"stream\":true}       | prompt[1]",
                "{\"prompt\":\"\",\"echo\":true}                | prompt",
                "{\"prompt\":\"a\",\"stop\":\"\"}                | stop",
                "{\"prompt\":\"a\",\"stop\":[\"\"]}              | stop[0]",
                "{\"prompt\":[1,2]}                              | prompt[0]",
                "{\"prompt\":[\"a\",[1]]}                        | prompt[1]",
                "{\"prompt\":\"a \\ud83d\"}                      | prompt",
                "{\"prompt\":\"a\",\"suffix\":\"b\"}             | suffix",
                "{\"prompt\":\"a\",\"logprobs\":6}               | logprobs",
                "{\"prompt\":\"a\",\"logprobs\":true}            | logprobs",
                "{\"prompt\":\"a\",\"echo\":\"yes\"}             | echo",
                "{\"prompt\":\"a\",\"echo\":true,\"logprobs\":1} | echo",
                "{\"prompt\":\"a\",\"temperature\":3}            | temperature",
                "{\"prompt\":\"a\",\"temperature\":\"hot\"}      | temperature",
                "{\"prompt\":\"a\",\"best_of\":3}                | best_of",
                "{\"prompt\":\"a\",\"messages\":[]}              | messages",
                "{\"prompt\":\"a\",\"tools\":[{}]}               | tools"
            })
    void whatIsWrongIsNamed(String json, String param) throws Exception {
        HttpResponse<String> answer = post(json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(answer.body())
                        .at("/error/param")
                        .textValue())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"prompt\": | line 1", "[] | expected a JSON object"})
    void brokenJsonIsTold(String json, String words) {
        HttpResponse<String> answer = post(json);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(words).doesNotContain("-1");
    }

    @Test
    void openAisJavaClientGetsCompletions() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey("any")
                .build();
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("8b")
                .prompt("Once")
                .maxTokens(3)
                .build();
        Completion answer = client.completions().create(params);
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.usage()).isPresent();
        try (var stream = client.completions().createStreaming(params)) {
            String text = stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(choice -> choice.text())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(answer.choices().get(0).text());
        }
    }

    private static JsonNode json(String request) throws Exception {
        HttpResponse<String> answer = post(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static String streamed(String request) throws Exception {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks(post(request).body())) {
            text.append(chunk.at("/choices/0/text").asText());
        }
        return text.toString();
    }

    private static List<JsonNode> chunks(String body) throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : body.split("\n\n")) {
            if (event.startsWith("data: {")) {
                chunks.add(OpenAiJson.mapper().readTree(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    private static HttpResponse<String> post(String json) {
        return gateway.send(request(json), BodyHandlers.ofString());
    }

    private static HttpRequest request(String json) {
        return HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }
}
