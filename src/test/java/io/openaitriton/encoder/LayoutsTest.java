package io.openaitriton.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.tensor.InferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How models take their inputs, from their configurations, and how their outputs are read. */
class LayoutsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LayoutOptions DEFAULT = LayoutOptions.DEFAULT;

    private static LayoutOptions pooling(Pooling pooling, Boolean normalize) {
        return new LayoutOptions(
                "auto", "", "input_ids", "attention_mask", "token_type_ids", "", pooling, normalize, 0, 7, 1 << 20);
    }

    private static Layout layout(String config, LayoutOptions options) {
        try {
            return Layouts.of(JSON.readTree(config.replace('\'', '"')), options);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static EncoderInput text(String text) {
        return new EncoderInput(text, null);
    }

    private static EncoderInput tokens(int... ids) {
        return new EncoderInput(null, new TokenIds(ids, null));
    }

    private static String head(EncoderCall call) {
        return new String(call.body(), 0, call.headerLength(), StandardCharsets.UTF_8);
    }

    private static byte[] answer(String output, String shape, float... numbers) {
        StringBuilder data = new StringBuilder();
        for (float number : numbers) {
            data.append(data.isEmpty() ? "" : ",").append(number);
        }
        return ("{\"outputs\":[{\"name\":\"" + output + "\",\"datatype\":\"FP32\",\"shape\":" + shape + ",\"data\":["
                        + data + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static float[] numbers(Vector vector) {
        float[] numbers = new float[vector.dims()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = vector.get(i);
        }
        return numbers;
    }

    @ParameterizedTest(name = "{0}, {1}: {2} a call, shape {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "16|[1]|16|[2,1]",
                "16|[-1]|16|[2,1]",
                "16|[]|16|[2]",
                "0|[-1]|256|[2]",
                "0|[-1,1]|256|[2,1]",
                "0|[1]|1|[1]",
                "0|[1,1]|1|[1,1]"
            })
    void textsHaveTheShapeThatTheModelDeclares(int maxBatch, String dims, int batch, String shape) {
        Layout layout = layout(
                "{'max_batch_size':" + maxBatch + ",'input':[{'name':'q','data_type':'TYPE_STRING','dims':" + dims
                        + "},{'name':'o','data_type':'TYPE_STRING','dims':[1],'optional':true}],'output':[{'name':'v','data_type':'TYPE_FP32','dims':[4]}]}",
                DEFAULT);
        assertThat(layout.id()).isEqualTo("text");
        assertThat(layout.batchSize()).isEqualTo(batch);
        assertThat(layout.dims()).isEqualTo(4);
        List<EncoderInput> inputs = batch == 1 ? List.of(text("a")) : List.of(text("a"), text("b"));
        assertThat(head(layout.call(inputs, null))).contains("\"name\":\"q\",\"shape\":" + shape + ",");
    }

    @Test
    void aModelWithAnEmbeddingRequestIsOfVllm() {
        Layout layout = layout(
                "{'input':[{'name':'text_input','data_type':'TYPE_STRING'},{'name':'embedding_request','data_type':'TYPE_STRING'}]}",
                DEFAULT);
        assertThat(layout.id()).isEqualTo("vllm");
        EncoderCall call = layout.call(List.of(text("say \"hi\"")), null);
        assertThat(call.endpoint()).isEqualTo("generate");
        assertThat(new String(call.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"text_input\":\"\",\"embedding_request\":\"{\\\"input\\\":\\\"say \\\\\\\"hi\\\\\\\"\\\",\\\"pooling_params\\\":{}}\",\"return_num_input_tokens\":true}");
    }

    private static final String TOKENS =
            "{'max_batch_size':8,'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1]},"
                    + "{'name':'attention_mask','data_type':'TYPE_INT32','dims':[-1]},{'name':'token_type_ids','data_type':'TYPE_INT64','dims':[-1]}],"
                    + "'output':[{'name':'last_hidden_state','data_type':'TYPE_FP32','dims':[-1,2]},{'name':'pooler_output','data_type':'TYPE_FP32','dims':[2]}]}";

    @Test
    void tokensArePaddedAndMasked() {
        Layout layout = layout(TOKENS, pooling(Pooling.AUTO, null));
        EncoderInput pair = new EncoderInput(null, new TokenIds(new int[] {1, 2, 3}, new int[] {0, 1, 1}));
        EncoderCall call = layout.call(List.of(pair, tokens(9)), null);
        assertThat(head(call))
                .isEqualTo(
                        "{\"inputs\":[{\"name\":\"input_ids\",\"shape\":[2,3],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":48}},"
                                + "{\"name\":\"attention_mask\",\"shape\":[2,3],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":24}},"
                                + "{\"name\":\"token_type_ids\",\"shape\":[2,3],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":48}}],"
                                + "\"outputs\":[{\"name\":\"last_hidden_state\",\"parameters\":{\"binary_data\":true}}]}");
        ByteBuffer tensors = ByteBuffer.wrap(call.body(), call.headerLength(), call.body().length - call.headerLength())
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(IntStream.range(0, 6).mapToLong(i -> tensors.getLong())).containsExactly(1L, 2L, 3L, 9L, 7L, 7L);
        assertThat(IntStream.range(0, 6).map(i -> tensors.getInt())).containsExactly(1, 1, 1, 1, 0, 0);
        assertThat(IntStream.range(0, 6).mapToLong(i -> tensors.getLong())).containsExactly(0L, 1L, 1L, 0L, 0L, 0L);
        assertThat(call.contentType()).isEqualTo(InferRequest.CONTENT_TYPE);
    }

    @ParameterizedTest(name = "{0}, normalized: {1}")
    @CsvSource({
        "MEAN, false, 2, 3, 7, 8",
        "CLS, false, 1, 2, 7, 8",
        "LAST, false, 3, 4, 7, 8",
        "AUTO, false, 2, 3, 7, 8",
        "MEAN, , 0.5547002, 0.8320503, 0.6585046, 0.7525767",
        "AUTO, , 0.5547002, 0.8320503, 0.6585046, 0.7525767"
    })
    void theVectorsOfTokensBecomeOne(Pooling pooling, Boolean normalize, float a, float b, float c, float d) {
        Layout layout = layout(TOKENS, pooling(pooling, normalize));
        List<EncoderInput> batch = List.of(tokens(1, 2), tokens(3));
        // what the model computed at the padded place does not count
        byte[] answer = answer("last_hidden_state", "[2,2,2]", 1, 2, 3, 4, 7, 8, 1000, -1000);
        Encoding encoding = layout.read(answer, null, batch);
        assertThat(numbers(encoding.vectors().get(0))).containsExactly(new float[] {a, b}, within(1e-6f));
        assertThat(numbers(encoding.vectors().get(1))).containsExactly(new float[] {c, d}, within(1e-6f));
    }

    @Test
    void aReadyVectorIsLeftAsItIs() {
        Layout layout = layout(TOKENS, pooling(Pooling.NONE, null));
        Encoding encoding =
                layout.read(answer("pooler_output", "[2,2]", 3, 4, 7, 8), null, List.of(tokens(1, 2), tokens(3)));
        assertThat(numbers(encoding.vectors().get(0))).containsExactly(3, 4);
        Layout unit = layout(TOKENS, pooling(Pooling.NONE, true));
        encoding = unit.read(answer("pooler_output", "[1,2]", 3, 4), null, List.of(tokens(1, 2)));
        assertThat(numbers(encoding.vectors().get(0))).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    }

    @Test
    void aModelWithAFixedLengthGetsThatLength() {
        Layout layout = layout(TOKENS.replace("[-1]", "[4]"), pooling(Pooling.AUTO, null));
        assertThat(layout.longestInput()).isEqualTo(4);
        assertThat(head(layout.call(List.of(tokens(1)), null))).contains("\"input_ids\",\"shape\":[1,4]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1,-1]}],'output':[{'name':'e','data_type':'TYPE_FP32','dims':[-1,2]}]}|256|[2,3]",
                "{'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[1,-1]}],'output':[{'name':'e','data_type':'TYPE_FP32','dims':[1,2]}]}|1|[1,3]",
                "{'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1]}],'output':[{'name':'e','data_type':'TYPE_FP32','dims':[2]}]}|1|[3]"
            })
    void tokensOfAModelWithoutABatchHaveTheShapeThatItDeclares(String config, int batch, String shape) {
        Layout layout = layout(config, DEFAULT);
        assertThat(layout.batchSize()).isEqualTo(batch);
        List<EncoderInput> inputs = new ArrayList<>(List.of(tokens(1, 2, 3)));
        if (batch > 1) {
            inputs.add(tokens(1));
        }
        assertThat(head(layout.call(inputs, null))).contains("\"input_ids\",\"shape\":" + shape + ",");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|0 inputs that take texts",
                "{'input':[{'name':'a','data_type':'TYPE_STRING'},{'name':'b','data_type':'TYPE_STRING'}]}|2 inputs"
                        + " that take texts",
                "{'input':[{'name':'a','data_type':'TYPE_STRING'},{'name':'n','data_type':'TYPE_INT32'}],'output':[{'name':'v','data_type':'TYPE_FP32'}]}|needs the input 'n'",
                "{'input':[{'name':'a','data_type':'TYPE_STRING'}],'output':[]}|has 0 outputs",
                "{'input':[{'name':'a','data_type':'TYPE_STRING'}],'output':[{'name':'x','data_type':'TYPE_FP32'},{'name':'y','data_type':'TYPE_FP32'}]}|in 'output' of the model's definition: [x, y]",
                "{'input':[{'name':'a','data_type':'TYPE_STRING','dims':[8]}],'output':[{'name':'v','data_type':'TYPE_FP32'}]}|fixed number of texts",
                "{'input':[{'name':'input_ids','data_type':'TYPE_FP32','dims':[-1]}],'output':[{'name':'v','data_type':'TYPE_FP32'}]}|does not take integers",
                "{'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1]},{'name':'pixels','data_type':'TYPE_FP32','dims':[-1]}],'output':[{'name':'v','data_type':'TYPE_FP32'}]}|needs the input 'pixels'",
                "{'model_transaction_policy':{'decoupled':true},'input':[{'name':'a','data_type':'TYPE_STRING'}],'output':[{'name':'v','data_type':'TYPE_FP32'}]}|is decoupled"
            })
    void aModelThatCannotBeCalledIsRefused(String config, String why) {
        assertThatThrownBy(() -> layout(config, DEFAULT))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"'[2,3,2]'", "'[4,2]'", "'[1,8]'", "'[2,4]'", "'[2,2,2,1]'"})
    void anAnswerOfAnotherShapeIsRefused(String shape) {
        Layout layout = layout(TOKENS, pooling(Pooling.MEAN, null));
        int count = Arrays.stream(shape.replaceAll("[\\[\\]]", "").split(","))
                .mapToInt(Integer::parseInt)
                .reduce(1, (a, b) -> a * b);
        float[] numbers = new float[count];
        assertThatThrownBy(() -> layout.read(
                        answer("last_hidden_state", shape, numbers), null, List.of(tokens(1, 2), tokens(3))))
                .isInstanceOf(TritonException.class);
    }

    @Test
    void infinityAndNaNAreRefused() {
        Layout layout = layout(TOKENS, pooling(Pooling.MEAN, null));
        assertThatThrownBy(() -> layout.read(
                        new String(answer("last_hidden_state", "[1,1,2]", 1, 2), StandardCharsets.UTF_8)
                                .replace("[1.0,2.0]", "[1e39,2]")
                                .getBytes(StandardCharsets.UTF_8),
                        null,
                        List.of(tokens(1))))
                .hasMessageContaining("infinite or NaN");
    }

    @Test
    void textsOfLikeLengthShareACallAndTheAnswersKeepTheOrder() throws Exception {
        Layout layout = layout(TOKENS.replace("'max_batch_size':8", "'max_batch_size':2"), pooling(Pooling.CLS, false));
        EncoderJob job =
                new EncoderJob(List.of(tokens(1, 1, 1), tokens(2), tokens(3, 3, 3), tokens(4), tokens(5, 5)), layout);
        assertThat(job.calls()).isEqualTo(3);
        List<List<Integer>> lengths = new ArrayList<>();
        for (EncoderJob.Batch batch = job.take(); batch != null; batch = job.take()) {
            lengths.add(batch.inputs().stream().map(EncoderInput::length).toList());
            int longest =
                    batch.inputs().stream().mapToInt(EncoderInput::length).max().orElseThrow();
            float[] states = new float[batch.inputs().size() * longest * 2];
            for (int i = 0; i < batch.inputs().size(); i++) {
                states[i * longest * 2] = batch.inputs().get(i).tokens().ids()[0];
            }
            job.done(
                    batch,
                    layout.read(
                            answer("last_hidden_state", "[" + batch.inputs().size() + "," + longest + ",2]", states),
                            null,
                            batch.inputs()));
        }
        assertThat(lengths).containsExactly(List.of(1, 1), List.of(2, 3), List.of(3));
        assertThat(job.vectors()).extracting(vector -> vector.get(0)).containsExactly(1f, 2f, 3f, 4f, 5f);
    }

    @Test
    void noCallHasMoreTokensThanAnAnswerMayHaveVectors() {
        // of 1 MiB a vector of two numbers takes 8 bytes
        Layout layout = layout(TOKENS, pooling(Pooling.MEAN, null));
        assertThat(layout.batchTokens()).isEqualTo((1 << 20) / 8);
        int[] half = new int[(1 << 20) / 16];
        assertThat(new EncoderJob(List.of(tokens(half), tokens(half), tokens(half)), layout).calls())
                .isEqualTo(2);
    }
}
