package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What one answer of {@code generate}, or one event of {@code generate_stream}, says.
 *
 * @param outputs one for each text, at least one
 * @param inputTokens number of tokens of the prompt, or null where it is not told
 */
public record GenerateAnswer(List<Output> outputs, Long inputTokens) {
    // NaN and Infinity: Triton prints them bare in float outputs
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads an answer: the text is the first of {@code text_output}, {@code response}, {@code output} and
     * {@code outputs[0].data[0]}.
     *
     * @param json the body, or the data of an event
     * @throws TritonException when it carries an error, or is not a JSON object
     */
    public static GenerateAnswer parse(String json) {
        JsonNode answer = object(json);
        JsonNode error = answer.get("error");
        if (error != null && !error.isNull()) {
            throw TritonErrors.of(error.isTextual() ? error.textValue() : error.toString());
        }
        return new GenerateAnswer(outputs(answer), number(answer.get("num_input_tokens"), 0));
    }

    /** The text of an answer that has just one, else null. */
    public String text() {
        return outputs.size() == 1 ? outputs.get(0).text() : null;
    }

    /** The finish reason of the first text, or null. */
    public String finishReason() {
        return outputs.get(0).finishReason();
    }

    /**
     * The failure that an answer with this status tells of, whatever its body is.
     *
     * @param status HTTP status, not 200
     * @param body the body as text: a JSON object with {@code error}, an event with one, or anything
     */
    public static TritonException failure(int status, String body) {
        String text = body.strip();
        if (text.startsWith("data:")) {
            text = text.substring("data:".length()).strip();
        }
        try {
            JsonNode error = MAPPER.readTree(text).get("error");
            if (error != null && error.isTextual()) {
                return TritonErrors.of(error.textValue());
            }
        } catch (JsonProcessingException e) {
            // not Triton's own words: a proxy's page, or nothing
        }
        TritonException.Kind kind = status == 503 ? TritonException.Kind.NOT_READY : TritonException.Kind.FAILED;
        return new TritonException(kind, "status " + status);
    }

    private static JsonNode object(String json) {
        JsonNode answer;
        try {
            answer = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not JSON", e);
        }
        if (!answer.isObject()) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not a JSON object");
        }
        return answer;
    }

    /** Outputs of one element are scalars in Triton's JSON, of others lists. */
    private static List<Output> outputs(JsonNode answer) {
        JsonNode texts = texts(answer);
        int count = texts.isArray() ? texts.size() : 1;
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < Math.max(count, 1); i++) {
            String finishReason = string(answer.get("finish_reason"), i);
            outputs.add(new Output(
                    string(texts, i),
                    // vLLM's backend writes the word None while the text goes on
                    "None".equals(finishReason) ? null : finishReason,
                    number(answer.get("num_output_tokens"), i),
                    string(answer.get("logprobs"), i)));
        }
        return outputs;
    }

    private static JsonNode texts(JsonNode answer) {
        for (String key : new String[] {"text_output", "response", "output"}) {
            if (string(answer.get(key), 0) != null) {
                return answer.get(key);
            }
        }
        return answer.path("outputs").path(0).path("data").path(0);
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
