package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.real.Infer.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of embeddings on a real Triton server: what they get and what comes back, as JSON and as binary tensors. */
class EmbeddingsOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Path RECORDINGS = Path.of("src/test/resources/triton");
    private static final int DIMS = 1024;

    @TempDir
    private static Path folder;

    private static RealTriton triton;
    private static Infer infer;

    @BeforeAll
    static void start() {
        triton = RealTriton.prepare(folder, "embed_text", "embed_small", "embed_tokens", "vllm", "busy");
        triton.begin();
        infer = new Infer(triton);
    }

    @AfterAll
    static void stop() {
        if (triton != null) {
            triton.close();
        }
    }

    private static JsonNode request(long mark) {
        assertThat(triton.requests(mark)).hasSize(1);
        return triton.requests(mark).get(0);
    }

    private static JsonNode end(long mark) {
        await().atMost(LIMIT).until(() -> !triton.ends(mark).isEmpty());
        assertThat(triton.ends(mark)).hasSize(1);
        return triton.ends(mark).get(0);
    }

    private static float[] vectors(String... texts) {
        float[] all = new float[texts.length * DIMS];
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(Infer.vector(texts[i], DIMS), 0, all, i * DIMS, DIMS);
        }
        return all;
    }

    @Test
    void textsInJsonGiveTheirVectorsInJson() throws IOException {
        long mark = triton.mark();
        Answer answer = infer.json(
                "embed_text",
                "{'id':'7','inputs':[{'name':'text','shape':[3,1],'datatype':'BYTES','data':['hello','zwölf 😀','']}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json");
        assertThat(answer.json().get("id").asText()).isEqualTo("7");
        assertThat(answer.json().at("/outputs/0/shape")).hasToString("[3," + DIMS + "]");
        float[] expected = vectors("hello", "zwölf 😀", "");
        assertThat(answer.data(0)).containsExactly(expected);
        assertThat(request(mark).at("/tensors/text")).hasToString("[\"hello\",\"zwölf 😀\",\"\"]");
        assertThat(request(mark).at("/inputs/text")).hasToString("{\"datatype\":\"BYTES\",\"shape\":[3,1]}");
        assertThat(end(mark).at("/outputs/embedding/crc32").asLong()).isEqualTo(Infer.crc32(Infer.bytes(expected)));
    }

    @ParameterizedTest(name = "texts as binary: {0}, vectors as binary: {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aBatchOf128TimesAThousandNumbersIsTheSameOnBothSides(boolean binaryIn, boolean binaryOut) throws IOException {
        String[] texts = IntStream.range(0, 128)
                .mapToObj(i -> "Text number " + i + ", ü")
                .toArray(String[]::new);
        byte[] tensor = Infer.strings(texts);
        String data = binaryIn
                ? "'parameters':{'binary_data_size':" + tensor.length + "}"
                : "'data':" + OpenAiJson.mapper().valueToTree(texts);
        String json = "{'inputs':[{'name':'text','shape':[128,1],'datatype':'BYTES'," + data
                + "}],'parameters':{'binary_data_output':" + binaryOut + "}}";
        long mark = triton.mark();
        Answer answer = binaryIn ? infer.binary("embed_text", json, tensor) : infer.json("embed_text", json);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo(binaryOut ? "application/octet-stream" : "application/json");
        assertThat(answer.json().at("/outputs/0/shape")).hasToString("[128," + DIMS + "]");
        float[] expected = vectors(texts);
        assertThat(Arrays.equals(binaryOut ? answer.next(0) : answer.data(0), expected))
                .isTrue();
        assertThat(answer.tensors().hasRemaining()).isFalse();
        assertThat(request(mark).at("/tensors/text"))
                .hasToString(OpenAiJson.mapper().valueToTree(texts).toString());
        assertThat(end(mark).at("/outputs/embedding/crc32").asLong()).isEqualTo(Infer.crc32(Infer.bytes(expected)));
    }

    @ParameterizedTest(name = "as binary: {0}, with types: {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void tokensAndTheirMaskGiveAllStatesAndOneVector(boolean binary, boolean types) throws IOException {
        long[] ids = {101, 7592, 102, 101, 102, 0};
        long[] mask = {1, 1, 1, 1, 1, 0};
        long[] kinds = {0, 0, 1, 0, 1, 1};
        List<String> inputs =
                new ArrayList<>(List.of(longs("input_ids", ids, binary), longs("attention_mask", mask, binary)));
        List<byte[]> tensors = new ArrayList<>(List.of(Infer.longs(ids), Infer.longs(mask)));
        if (types) {
            inputs.add(longs("token_type_ids", kinds, binary));
            tensors.add(Infer.longs(kinds));
        }
        // asked for in one order, they come in another
        String json = "{'inputs':" + inputs + ",'outputs':[{'name':'pooler_output','parameters':{'binary_data':"
                + binary + "}},{'name':'last_hidden_state','parameters':{'binary_data':" + binary + "}}]}";
        long mark0 = triton.mark();
        Answer answer = binary
                ? infer.binary("embed_tokens", json, tensors.toArray(byte[][]::new))
                : infer.json("embed_tokens", json);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/outputs").findValuesAsText("name"))
                .containsExactly("last_hidden_state", "pooler_output");
        float[] states = binary ? answer.next(0) : answer.data(0);
        float[] pooled = binary ? answer.next(1) : answer.data(1);
        float[] expected = states(ids, types ? kinds : new long[6], 3);
        assertThat(states).containsExactly(expected);
        // without what stands at the padded place
        assertThat(pooled[8]).isCloseTo((expected[24] + expected[32]) / 2, within(1e-6f));
        assertThat(request(mark0).at("/inputs").size()).isEqualTo(types ? 3 : 2);
        assertThat(request(mark0).at("/inputs/input_ids")).hasToString("{\"datatype\":\"INT64\",\"shape\":[2,3]}");
        assertThat(request(mark0).at("/tensors/input_ids")).hasToString("[101,7592,102,101,102,0]");
        assertThat(request(mark0).at("/tensors/attention_mask")).hasToString("[1,1,1,1,1,0]");
        assertThat(end(mark0).at("/outputs/last_hidden_state/crc32").asLong())
                .isEqualTo(Infer.crc32(Infer.bytes(states)));
        assertThat(end(mark0).at("/outputs/pooler_output/crc32").asLong()).isEqualTo(Infer.crc32(Infer.bytes(pooled)));
    }

    private static String longs(String name, long[] numbers, boolean binary) {
        String data = binary
                ? "'parameters':{'binary_data_size':" + numbers.length * Long.BYTES + "}"
                : "'data':" + Arrays.toString(numbers);
        return "{'name':'" + name + "','shape':[2,3],'datatype':'INT64'," + data + "}";
    }

    private static float[] states(long[] ids, long[] kinds, int length) {
        float[] all = new float[ids.length * 8];
        for (int i = 0; i < ids.length; i++) {
            long seed = ((ids[i] + 1) * (i % length + 1) + kinds[i]) * 40503;
            System.arraycopy(Infer.vector(seed, 8), 0, all, i * 8, 8);
        }
        return all;
    }

    @Test
    void onlyTheOutputThatIsAskedForComesBack() throws IOException {
        long mark = triton.mark();
        Answer answer = infer.json(
                "embed_tokens",
                "{'inputs':[{'name':'input_ids','shape':[1,1],'datatype':'INT64','data':[5]},"
                        + "{'name':'attention_mask','shape':[1,1],'datatype':'INT64','data':[1]}],"
                        + "'outputs':[{'name':'pooler_output'}]}");
        assertThat(answer.json().at("/outputs").findValuesAsText("name")).containsExactly("pooler_output");
        assertThat(end(mark).get("outputs").properties()).hasSize(1);
    }

    @Test
    void halfPrecisionComesAsBinaryOnly() throws IOException {
        String before = triton.config("embed_small");
        triton.load("embed_small", before.replace("TYPE_FP32", "TYPE_FP16"));
        try {
            String inputs = "{'inputs':[{'name':'text','shape':[1,1],'datatype':'BYTES','data':['a']}]";
            Answer refused = infer.json("embed_small", inputs + "}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error())
                    .isEqualTo(
                            "sending FP16 data via JSON is not supported. Please use the binary data format for output");
            long mark = triton.mark();
            Answer binary = infer.json("embed_small", inputs + ",'parameters':{'binary_data_output':true}}");
            assertThat(binary.json().at("/outputs/0/datatype").asText()).isEqualTo("FP16");
            byte[] tensor = new byte[8];
            binary.tensors().get(tensor);
            assertThat(binary.tensors().hasRemaining()).isFalse();
            assertThat(end(mark).at("/outputs/embedding/crc32").asLong()).isEqualTo(Infer.crc32(tensor));
        } finally {
            triton.load("embed_small", before);
        }
    }

    @Test
    void requestsOfOneShapeAreBatchedAndEachGetsItsOwnVectors() throws Exception {
        int requests = 64;
        long mark = triton.mark();
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                String text = "text " + i;
                answers.add(clients.submit(() -> infer.json(
                        "embed_text",
                        "{'inputs':[{'name':'text','shape':[1,1],'datatype':'BYTES','data':['" + text + "']}]}")));
            }
            for (int i = 0; i < requests; i++) {
                assertThat(answers.get(i).get().data(0)).containsExactly(vectors("text " + i));
            }
        } finally {
            clients.shutdown();
        }
        await().atMost(LIMIT).until(() -> triton.ends(mark).size() == requests);
        assertThat(triton.requests(mark)).hasSize(requests);
        assertThat(triton.requests(mark))
                .as("requests that came with others")
                .anyMatch(request -> request.get("together").asInt() > 1);
    }

    /** Unlike with generate, the status of a model's failure is its own, and the type of its answer is text/plain. */
    @ParameterizedTest(name = "{4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "embed_small|'shape':[1,1],'datatype':'BYTES','data':['<<{\\\"error\\\":\\\"CUDA out of memory\\\"}>>']|500|text/plain|CUDA out of memory",
                "embed_small|'shape':[2],'datatype':'BYTES','data':['a','b']|400|application/json|[request id: <id_unknown>] unexpected shape for input 'text' for model 'embed_small'. Expected [-1,1], got [2]. NOTE: Setting a non-zero max_batch_size in the model config requires a batch dimension to be prepended to each input shape. If you want to specify the full shape including the batch dim in your input dims config, try setting max_batch_size to zero. See the model configuration docs for more info on max_batch_size.",
                "embed_small|'shape':[3,1],'datatype':'BYTES','data':['a','b']|400|application/json|[request id: <id_unknown>] expected 3 string elements for inference input 'text' for model 'embed_small', got 2",
                "embed_small|'shape':[1,1],'datatype':'BYTES','data':['a','b']|400|application/json|[request id: <id_unknown>] unexpected number of string elements 2 for inference input 'text' for model 'embed_small', expecting 1",
                "embed_small|'shape':[0,1],'datatype':'BYTES','data':[]|400|application/json|[request id: <id_unknown>] expected 1 string elements for inference input 'text' for model 'embed_small', got 0",
                "embed_small|'shape':[1,1],'datatype':'INT32','data':[1]|400|application/json|[request id: <id_unknown>] inference input 'text' data-type is 'INT32', but model 'embed_small' expects 'BYTES'",
                "embed_small|'shape':[1,1],'datatype':'BYTES','data':[1]|500|application/json|Unable to parse JSON bytes array: attempt to access JSON non-string as string",
                "nope|'shape':[1,1],'datatype':'BYTES','data':['a']|404|text/plain|Request for unknown model: 'nope' is not found",
                "vllm|'shape':[1,1],'datatype':'BYTES','data':['a']|501|text/plain|HTTP end point doesn't support models with decoupled transaction policy"
            })
    void whatIsWrongIsSaid(String model, String input, int status, String type, String error) throws IOException {
        Answer answer = infer.json(model, "{'inputs':[{'name':'text'," + input + "}]}");
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo(type);
    }

    @Test
    void aBatchAboveTheModelsIsRefused() throws IOException {
        String texts = "'a',".repeat(256) + "'a'";
        Answer answer = infer.json(
                "embed_small",
                "{'inputs':[{'name':'text','shape':[257,1],'datatype':'BYTES','data':[" + texts + "]}]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error())
                .isEqualTo("[request id: <id_unknown>] inference request batch-size must be <= 256 for 'embed_small'");
    }

    @Test
    void aFullQueueAndItsTimeOutAreStatusesOfTheirOwn() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(10);
        List<String> errors = new ArrayList<>();
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(clients.submit(() -> infer.json(
                        "busy",
                        "{'inputs':[{'name':'text_input','shape':[1,1],'datatype':'BYTES',"
                                + "'data':['<<{\\'text\\':\\'a\\',\\'delay\\':800}>>']}]}")));
            }
            for (Future<Answer> answer : answers) {
                if (answer.get().status() != 200) {
                    assertThat(answer.get().status()).isEqualTo(503);
                    errors.add(answer.get().type() + " " + answer.get().error());
                }
            }
        } finally {
            clients.shutdown();
        }
        assertThat(errors)
                .contains(
                        "application/json [request id: <id_unknown>] Exceeds maximum queue size",
                        "text/plain Request timeout expired");
    }

    /** An {@code embedding_request} is a JSON string; its vector comes as a JSON text. The model is decoupled: generate only. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"\\\"two words\\\"|2|2", "[101,7592,102]|3|3", "\\\"one\\\"|1|5"})
    void vllmTakesOneTextOrItsTokens(String input, int tokens, int dims) throws IOException {
        long mark = triton.mark();
        String asked = "{\\\"input\\\":" + input + ",\\\"pooling_params\\\":{\\\"dimensions\\\":[" + dims + "]}}";
        Answer answer = infer.generate(
                "vllm",
                "{'text_input':'','embedding_request':'" + asked
                        + "','return_num_input_tokens':true,'return_num_output_tokens':true}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("num_input_tokens").asInt()).isEqualTo(tokens);
        assertThat(answer.json().get("num_output_tokens").asInt()).isZero();
        byte[] seed = input.startsWith("[")
                ? Infer.longs(101, 7592, 102)
                : input.replace("\\\"", "").getBytes(StandardCharsets.UTF_8);
        assertThat(numbers(answer.json().get("text_output").asText()))
                .containsExactly(Infer.vector(Infer.crc32(seed), dims));
        assertThat(request(mark).at("/tensors/embedding_request/0").asText()).isEqualTo(asked.replace("\\\"", "\""));
    }

    static Stream<String> recordings() throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".request"))
                    .map(name -> name.replace(".request", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recordings")
    void aRecordedAnswerIsWhatThisServerSends(String name) throws IOException {
        byte[] expected = Files.readAllBytes(RECORDINGS.resolve(name + ".response"));
        try (Socket socket = new Socket("127.0.0.1", triton.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(Files.readAllBytes(RECORDINGS.resolve(name + ".request")));
            byte[] answer = socket.getInputStream().readNBytes(expected.length);
            // compared as characters, to be read when they differ
            assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                    .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
        }
    }

    private static float[] numbers(String json) throws JsonProcessingException {
        return OpenAiJson.mapper().readValue(json, float[].class);
    }
}
