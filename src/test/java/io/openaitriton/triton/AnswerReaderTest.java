package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading token by token gives the same result as a tree of the answer. */
class AnswerReaderTest {
    private static final ObjectMapper TREES = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String[] KEYS = {
        "text_output",
        "response",
        "output",
        "outputs",
        "finish_reason",
        "num_output_tokens",
        "num_input_tokens",
        "logprobs",
        "data",
        "error",
        "other"
    };
    private static final String[] SCALARS = {
        "\"a\"",
        "\"\"",
        "\"None\"",
        "\"stop\"",
        "\"é🙂\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\ude42\"",
        "\"\\u00e9\\u20ac\\u0041\"",
        "\"\\u0000\\n\"",
        "null",
        "true",
        "5",
        "007",
        "-1",
        "-",
        "-0",
        "999999999999999999",
        "9999999999999999999",
        "2.5",
        "12345678901234567890123",
        "NaN",
        "-Infinity"
    };

    /** Of each kind of answer; the same ones each time. */
    private static final int ROUNDS = 15_000;

    private final Random random = new Random(20261123);

    @Test
    void randomAnswersAreReadLikeTheirTrees() {
        for (int round = 0; round < ROUNDS; round++) {
            assertSame(object(0).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void randomFlatAnswersAreReadLikeTheirTrees() {
        for (int round = 0; round < ROUNDS; round++) {
            assertSame(flat().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void textsWithAnyEscapesAndBytesAreReadLikeTheirTrees() {
        byte[] alphabet = "ab\"\\\\\\/bfnrtuuu00ddd88ccFf€🙂é ".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = new byte[random.nextInt(16)];
            for (int i = 0; i < text.length; i++) {
                text[i] = alphabet[random.nextInt(alphabet.length)];
            }
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            json.writeBytes("{\"text_output\":\"".getBytes(StandardCharsets.UTF_8));
            json.writeBytes(text);
            json.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
            assertSame(json.toByteArray());
        }
    }

    @Test
    void damagedAnswersAreRefusedAsTreesAre() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] json = (round % 2 == 0 ? object(0) : flat()).getBytes(StandardCharsets.UTF_8);
            int at = random.nextInt(json.length);
            json[at] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) "{}[]\",: \\".charAt(random.nextInt(9));
            assertSame(json);
        }
    }

    @Test
    void valuesOtherThanAnswersAreRefusedLikeTrees() {
        for (String json : new String[] {
            "",
            " ",
            "null",
            "[]",
            "[1,[2]]",
            "[1",
            "5",
            "5 5",
            "\"x\"",
            "x",
            "{} {}",
            "{}]",
            "{\"a\"}",
            "{\"a\":",
            "NaN",
            "{\0}\0",
            "\0{\0}",
            "\ufeff{}",
            "{\"error\":{\"a\":[NaN,\"b\"]}} x"
        }) {
            assertSame(json.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void assertSame(byte[] json) {
        byte[] padded = new byte[json.length + 7];
        System.arraycopy(json, 0, padded, 3, json.length);
        String text = new String(json, StandardCharsets.UTF_8);
        String expected = outcome(() -> ofTree(text));
        assertSame(text, outcome(() -> GenerateAnswer.parse(padded, 3, json.length)), expected);
        assertSame(text, outcome(() -> GenerateAnswer.parse(text)), expected);
    }

    /** Tens of thousands of times: an assertion is made of what differs only. */
    private static void assertSame(String json, String actual, String expected) {
        if (!actual.equals(expected)) {
            assertThat(actual).as(json).isEqualTo(expected);
        }
    }

    private static String outcome(java.util.function.Supplier<GenerateAnswer> read) {
        try {
            return read.get().toString();
        } catch (TritonException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    private String flat() {
        List<String> fields = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String key = random.nextInt(10) == 0 ? "text\\u005foutput" : KEYS[random.nextInt(KEYS.length)];
            fields.add("\"" + key + "\":" + SCALARS[random.nextInt(SCALARS.length)]);
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String object(int depth) {
        List<String> fields = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String key = KEYS[random.nextInt(random.nextInt(4) == 0 ? KEYS.length : KEYS.length - 2)];
            fields.add("\"" + key + "\":" + value(depth + 1));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String value(int depth) {
        int kind = depth > 4 ? 0 : random.nextInt(8);
        if (kind == 7) {
            return object(depth);
        }
        if (kind < 4) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(value(depth + 1));
        }
        return "[" + String.join(" , ", elements) + "]";
    }

    private static GenerateAnswer ofTree(String json) {
        JsonNode answer;
        try {
            answer = TREES.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not JSON", e);
        }
        if (!answer.isObject()) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not a JSON object");
        }
        JsonNode error = answer.get("error");
        if (error != null && !error.isNull()) {
            throw TritonErrors.of(error.isTextual() ? error.textValue() : error.toString());
        }
        JsonNode texts = answer.path("outputs").path(0).path("data").path(0);
        for (String key : new String[] {"output", "response", "text_output"}) {
            texts = string(answer.get(key), 0) == null ? texts : answer.get(key);
        }
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < Math.max(texts.isArray() ? texts.size() : 1, 1); i++) {
            String reason = string(answer.get("finish_reason"), i);
            outputs.add(new Output(
                    string(texts, i),
                    "None".equals(reason) || "".equals(reason) ? null : reason,
                    number(answer.get("num_output_tokens"), i),
                    string(answer.get("logprobs"), i)));
        }
        return new GenerateAnswer(
                outputs,
                number(answer.get("num_input_tokens"), 0),
                string(answer.get("finish_reason"), 0) != null,
                null);
    }

    private static String string(JsonNode node, int index) {
        JsonNode element = element(node, index);
        return element == null ? null : element.textValue();
    }

    private static Long number(JsonNode node, int index) {
        JsonNode element = element(node, index);
        return element != null && element.isIntegralNumber() ? (Long) element.longValue() : null;
    }

    private static JsonNode element(JsonNode node, int index) {
        if (node == null || node.isArray()) {
            return node == null ? null : node.get(index);
        }
        return index == 0 ? node : null;
    }
}
