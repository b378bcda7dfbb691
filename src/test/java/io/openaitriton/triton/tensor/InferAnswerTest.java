package io.openaitriton.triton.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.triton.TritonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers of infer, as a real Triton server took and gave them. */
class InferAnswerTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/triton");

    private static byte[] body(String file) throws IOException {
        byte[] all = Files.readAllBytes(RECORDINGS.resolve(file));
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(all, text.indexOf("\r\n\r\n") + 4, all.length);
    }

    private static float[] floats(TensorData tensor) {
        float[] numbers = new float[tensor.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Floats.get(tensor.bytes(), tensor.offset() + i * Floats.BYTES);
        }
        return numbers;
    }

    @Test
    void textsAreWrittenAsRecorded() throws IOException {
        InferRequest.Body body = new InferRequest()
                .texts("text", new long[] {2, 1}, List.of("hello", "Zwölf 😀"))
                .output("embedding")
                .body();
        assertThat(body.bytes()).containsExactly(body("infer-texts-binary.request"));
        assertThat(body.headerLength()).isEqualTo(165);
    }

    @Test
    void vectorsAreReadAsRecorded() throws IOException {
        byte[] json = body("infer-texts.response");
        TensorData plain = InferAnswer.floats(json, null, "embedding");
        TensorData binary = InferAnswer.floats(body("infer-texts-binary.response"), "150", "embedding");
        assertThat(binary.shape()).containsExactly(2, 4);
        assertThat(binary.type()).isEqualTo(DataType.FP32);
        assertThat(floats(binary)).containsExactly(floats(plain));
    }

    @Test
    void theRequestedOutputIsRead() throws IOException {
        byte[] body = body("infer-tokens-binary.response");
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String length = Integer.toString(text.lastIndexOf("]}") + 2);
        TensorData states = InferAnswer.floats(body, length, "last_hidden_state");
        TensorData pooled = InferAnswer.floats(body, length, "pooler_output");
        assertThat(states.shape()).hasSize(3);
        assertThat(pooled.shape()).hasSize(2);
        assertThat(pooled.offset()).isEqualTo(states.offset() + states.count() * 4);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "FP16, 3C00 C000 0001 8001 7BFF 3555, 1 -2 5.9604645e-8 -5.9604645e-8 65504 0.33325195",
        "BF16, 3F80 C000 3EAB 0000, 1 -2 0.33398438 0",
    })
    void halfPrecisionBecomesSingle(String type, String bits, String expected) {
        String[] words = bits.split(" ");
        ByteBuffer tensor = ByteBuffer.allocate(words.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (String word : words) {
            tensor.putShort((short) Integer.parseInt(word, 16));
        }
        float[] numbers = new float[words.length];
        String[] texts = expected.split(" ");
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(texts[i]);
        }
        assertThat(floats(answer(type, words.length, tensor.array()))).containsExactly(numbers);
    }

    /** From JDK 20 on the JDK can tell. */
    @Test
    void everyNumberOfHalfPrecisionIsThatOfTheJdk() throws ReflectiveOperationException {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float number = Floats.half((short) bits);
            if (Runtime.version().feature() >= 20) {
                float known = (float)
                        Float.class.getMethod("float16ToFloat", short.class).invoke(null, (short) bits);
                assertThat(Float.compare(number, known)).isZero();
            } else if (!Float.isNaN(number)) {
                int exponent = bits >> 10 & 0x1F;
                double value = (bits & 0x3FF) / 1024.0;
                double magnitude = exponent == 31
                        ? Double.POSITIVE_INFINITY
                        : exponent == 0 ? value * Math.pow(2, -14) : (1 + value) * Math.pow(2, exponent - 15);
                assertThat((double) number).isEqualTo(bits >= 0x8000 ? -magnitude : magnitude);
            }
        }
    }

    @Test
    void doublePrecisionBecomesSingle() {
        byte[] tensor = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.1)
                .putDouble(-3)
                .array();
        assertThat(floats(answer("FP64", 2, tensor))).containsExactly(0.1f, -3);
    }

    private static TensorData answer(String type, int count, byte[] tensor) {
        byte[] json = ("{\"outputs\":[{\"name\":\"e\",\"datatype\":\"" + type + "\",\"shape\":[1," + count
                        + "],\"parameters\":{\"binary_data_size\":" + tensor.length + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + tensor.length);
        System.arraycopy(tensor, 0, body, json.length, tensor.length);
        return InferAnswer.floats(body, Integer.toString(json.length), "e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"outputs\":[",
                "{\"outputs\":[1]}",
                "{\"outputs\":[{\"name\":\"e\"}]}",
                "{\"outputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[-1],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[4294967297],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[65536,65536],\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":\"1\",\"data\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[\"a\"]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[{}]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[null]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":4}}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":-4}}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":9e30}}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1]}]}",
                "{\"outputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data\":[1]}]}"
            })
    void anAnswerThatIsNoneIsRefused(String json) {
        assertThatThrownBy(() -> InferAnswer.floats(json.getBytes(StandardCharsets.UTF_8), null, "e"))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(TritonException.Kind.BAD_ANSWER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999", "x", "", "2147483648"})
    void aHeaderLengthThatIsNoneIsRefused(String length) {
        assertThatThrownBy(() -> InferAnswer.floats("{\"outputs\":[]}".getBytes(StandardCharsets.UTF_8), length, "e"))
                .isInstanceOf(TritonException.class);
    }
}
