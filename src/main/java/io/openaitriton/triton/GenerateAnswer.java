package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.List;

/**
 * What one answer of {@code generate}, or one event of {@code generate_stream}, says.
 *
 * @param outputs one for each text, at least one
 * @param inputTokens number of tokens of the prompt, or null where it is not told
 */
public record GenerateAnswer(List<Output> outputs, Long inputTokens) {
    private static final ObjectReader ERRORS =
            AnswerReader.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads an answer: the text is the first of {@code text_output}, {@code response}, {@code output} and
     * {@code outputs[0].data[0]}.
     *
     * @param json the body
     * @throws TritonException when it carries an error, or is not a JSON object
     */
    public static GenerateAnswer parse(String json) {
        return AnswerReader.read(json);
    }

    /**
     * Reads an answer from bytes, those of an event for instance. What of them is no UTF-8, which Triton passes through,
     * becomes U+FFFD.
     *
     * @throws TritonException when it carries an error, or is not a JSON object
     */
    public static GenerateAnswer parse(byte[] json, int offset, int length) {
        return AnswerReader.read(json, offset, length);
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
            JsonNode error = ERRORS.readTree(text).get("error");
            if (error != null && error.isTextual()) {
                return TritonErrors.of(error.textValue());
            }
        } catch (JsonProcessingException e) {
            // not Triton's own words: a proxy's page, or nothing
        }
        TritonException.Kind kind = status == 503 ? TritonException.Kind.NOT_READY : TritonException.Kind.FAILED;
        return new TritonException(kind, "status " + status);
    }
}
