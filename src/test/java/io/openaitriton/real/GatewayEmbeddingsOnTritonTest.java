package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /v1/embeddings} before a real Triton server: what its models get, and that clients get their numbers, byte for byte. */
@ExtendWith(GatewayExtension.class)
class GatewayEmbeddingsOnTritonTest {
    private static final int DIMS = 1024;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static final ManagementPort MANAGEMENT = ManagementPort.free();

    private static RealTriton triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.closing(
                RealTriton.prepare(folder.resolve("triton"), "embed_text", "embed_small", "embed_tokens", "vllm"));
        triton.begin();
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .addAs("embed_text", "bge-m3", triton.url())
                .addAs("embed_small", "bge-m3", triton.url())
                .addAs("embed_tokens", "qwen3-embedding", triton.url(), "normalize: \"false\"")
                .addAs("vllm", "qwen3-embedding", triton.url());
        gateway = gateways.start(
                triton.url(), MANAGEMENT.settings("camel.main.routes-include-pattern", routes.pattern()));
    }

    private static HttpResponse<String> post(String model, String input, String format) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/embeddings"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"encoding_format\":\"" + format + "\",\"input\":" + input + "}"))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ask(String model, String input, String format) throws JsonProcessingException {
        HttpResponse<String> answer = post(model, input, format);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static float[] vector(JsonNode answer, int index) throws JsonProcessingException {
        return OpenAiJson.mapper().treeToValue(answer.at("/data/" + index + "/embedding"), float[].class);
    }

    @Test
    void theVectorsOf600TextsAreThoseOfTheModelByteForByte() throws Exception {
        List<String> texts = IntStream.range(0, 600)
                .mapToObj(i -> "Text number " + i + ", ü")
                .toList();
        long mark = triton.mark();
        JsonNode answer =
                ask("embed_text", OpenAiJson.mapper().valueToTree(texts).toString(), "base64");
        for (int i = 0; i < texts.size(); i++) {
            byte[] bytes = Base64.getDecoder()
                    .decode(answer.at("/data/" + i + "/embedding").asText());
            assertThat(Arrays.equals(bytes, Infer.bytes(Infer.vector(texts.get(i), DIMS))))
                    .as(texts.get(i))
                    .isTrue();
        }
        // 256 texts a call, as the model's configuration says
        assertThat(triton.requests(mark).stream()
                        .map(request -> request.at("/inputs/text/shape/0").asInt())
                        .sorted()
                        .toList())
                .containsExactly(88, 256, 256);
    }

    @Test
    void aVectorInJsonIsTheSame() throws Exception {
        assertThat(vector(ask("embed_small", "\"zwölf 😀\"", "float"), 0)).containsExactly(Infer.vector("zwölf 😀", 4));
    }

    @Test
    void halfPrecisionIsRead() throws Exception {
        String before = triton.config("embed_small");
        triton.load("embed_small", before.replace("TYPE_FP32", "TYPE_FP16"));
        try {
            float[] expected = Infer.vector("a", 4);
            assertThat(vector(ask("embed_small", "\"a\"", "float"), 0)).containsExactly(expected, within(1e-3f));
        } finally {
            triton.load("embed_small", before);
        }
    }

    @Test
    void tokensArePaddedAndTheVectorsOfTheirStatesBecomeOne() throws Exception {
        long mark = triton.mark();
        JsonNode answer = ask("embed_tokens", "[[101,7592,102],[101,102]]", "float");
        JsonNode request = triton.requests(mark).get(0);
        assertThat(request.at("/tensors/input_ids")).hasToString("[101,102,0,101,7592,102]");
        assertThat(request.at("/tensors/attention_mask")).hasToString("[1,1,0,1,1,1]");
        assertThat(request.at("/tensors/token_type_ids")).hasToString("[0,0,0,0,0,0]");
        assertThat(vector(answer, 0)).containsExactly(mean(101, 7592, 102), within(1e-6f));
        assertThat(vector(answer, 1)).containsExactly(mean(101, 102), within(1e-6f));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    }

    private static float[] mean(long... ids) {
        double[] sums = new double[8];
        for (int i = 0; i < ids.length; i++) {
            float[] state = Infer.vector((ids[i] + 1) * (i + 1) * 40503, 8);
            for (int j = 0; j < 8; j++) {
                sums[j] += state[j];
            }
        }
        float[] mean = new float[8];
        for (int j = 0; j < 8; j++) {
            mean[j] = (float) (sums[j] / ids.length);
        }
        return mean;
    }

    @Test
    void vllmIsAskedOnceForEachText() throws Exception {
        long mark = triton.mark();
        String texts =
                IntStream.range(0, 40).mapToObj(i -> "\"text " + i + "\"").collect(Collectors.joining(","));
        JsonNode answer = ask("vllm", "[" + texts + "]", "float");
        assertThat(triton.requests(mark)).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(vector(answer, i)).containsExactly(Infer.vector("text " + i, 8));
        }
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(80);
    }

    @Test
    void vllmGetsTokensAndTheNumberOfDimensions() throws Exception {
        long mark = triton.mark();
        JsonNode answer = ask("vllm", "[101,7592,102],\"dimensions\":3", "float");
        assertThat(vector(answer, 0)).containsExactly(Infer.vector(Infer.crc32(Infer.longs(101, 7592, 102)), 3));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        String asked =
                triton.requests(mark).get(0).at("/tensors/embedding_request/0").textValue();
        assertThat(OpenAiJson.mapper().readTree(asked).get("input")).hasToString("[101,7592,102]");
    }

    @Test
    void tokensForAModelOfTextsReachNoModel() {
        long mark = triton.mark();
        HttpResponse<String> answer = post("embed_text", "[101,7592,102]", "float");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"input\"");
        assertThat(triton.requests(mark)).isEmpty();
    }

    @Test
    void theModelsErrorIsReported() {
        HttpResponse<String> answer =
                post("embed_small", "[\"a\",\"<<{\\\"error\\\":\\\"CUDA out of memory\\\"}>>\"]", "float");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("CUDA out of memory").contains("\"triton_error\"");
    }

    @Test
    void bothSidesCountTheSame() throws Exception {
        long mark = triton.mark();
        double succeeded = counted("success");
        double failed = counted("upstream_error");
        ask("embed_small", "[\"a\",\"b\"]", "float");
        ask("embed_tokens", "[[101,102]]", "float");
        ask("vllm", "[\"a\",\"b\",\"c\"]", "float");
        post("embed_small", "\"<<{\\\"error\\\":\\\"CUDA out of memory\\\"}>>\"", "float");
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(counted("success")).isEqualTo(succeeded + 3);
            assertThat(counted("upstream_error")).isEqualTo(failed + 1);
            // one call for a batch, and one for each text of vLLM
            assertThat(triton.requests(mark)).hasSize(6);
            assertThat(triton.ends(mark).stream()
                            .map(end -> end.get("how").asText())
                            .sorted()
                            .toList())
                    .containsExactly("failed", "finished", "finished", "finished", "finished", "finished");
        });
    }

    private static double counted(String outcome) {
        return MANAGEMENT.sum(
                "gen_ai_server_request_duration_seconds_count",
                "gen_ai_operation_name=\"embeddings\"",
                "outcome=\"" + outcome + "\"");
    }
}
