package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What one answer of {@code generate}, or one event of {@code generate_stream}, says.
 *
 * @param text the generated text, or null when the answer has none; on a stream, what is new
 * @param finishReason {@code stop} or {@code length} where the model gives it, else null
 */
public record GenerateAnswer(String text, String finishReason) {
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
        String finishReason = string(answer.get("finish_reason"));
        // vLLM's backend writes the word None while the text goes on
        return new GenerateAnswer(text(answer), "None".equals(finishReason) ? null : finishReason);
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

    private static String text(JsonNode answer) {
        for (String key : new String[] {"text_output", "response", "output"}) {
            String text = string(answer.get(key));
            if (text != null) {
                return text;
            }
        }
        return string(answer.path("outputs").path(0).path("data").path(0));
    }

    /** A string, or the only one of a list: an output of one element is a scalar in Triton's JSON, of others not. */
    private static String string(JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isArray() && node.size() == 1) {
            return node.get(0).textValue();
        }
        return node.textValue();
    }
}
