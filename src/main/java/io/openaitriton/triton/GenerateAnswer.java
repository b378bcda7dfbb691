package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.openaitriton.triton.TritonException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of one answer of {@code generate}, or of one event of {@code generate_stream}.
 *
 * @param outputs one for each text, at least one
 * @param inputTokens number of tokens of the prompt, or null if unknown
 * @param finishReasons whether it has the finish reason, or its absence, of each text
 * @param cacheHit the share of the prompt in the backend's cache, or null if unknown
 */
public record GenerateAnswer(List<Output> outputs, Long inputTokens, boolean finishReasons, Double cacheHit) {
    private static final ObjectReader ERRORS =
            AnswerReader.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads an answer: the text is the first of {@code text_output}, {@code response}, {@code output} and
     * {@code outputs[0].data[0]}.
     *
     * @param json the body
     * @throws TritonException if it is an error, or not a JSON object
     */
    public static GenerateAnswer parse(String json) {
        return AnswerReader.read(json);
    }

    /**
     * Reads an answer from bytes, for instance of an event. Invalid UTF-8, which Triton passes through, becomes U+FFFD.
     *
     * @throws TritonException if it is an error, or not a JSON object
     */
    public static GenerateAnswer parse(byte[] json, int offset, int length) {
        return AnswerReader.read(json, offset, length);
    }

    /** The text of an answer with a single text, else null. */
    public String text() {
        return outputs.size() == 1 ? outputs.get(0).text() : null;
    }

    /** The finish reason of the first text, or null. */
    public String finishReason() {
        return outputs.get(0).finishReason();
    }

    /**
     * The failure for an answer with this status and any body.
     *
     * @param status HTTP status, not 200
     * @param body the body as text: a JSON object with {@code error}, events with one that has it, or anything
     */
    public static TritonException failure(int status, String body) {
        String text = errorIn(body);
        TritonException told =
                text == null ? new TritonException(Kind.FAILED, "status " + status) : TritonErrors.of(text);
        Kind kind = kindOf(status);
        // a known text decides; other texts may come from a proxy
        return told.kind() == Kind.FAILED && kind != Kind.FAILED ? new TritonException(kind, told.getMessage()) : told;
    }

    private static Kind kindOf(int status) {
        return switch (status) {
            case 413 -> Kind.TOO_LARGE;
            case 429, 503 -> Kind.OVERLOADED;
            case 502 -> Kind.UNREACHABLE;
            case 504 -> Kind.TIMED_OUT;
            default -> Kind.FAILED;
        };
    }

    /** The text of the error; with several events, one for each response of a failed request, the first. Null if there is none. */
    private static String errorIn(String body) {
        String error = errorOf(body);
        if (error == null) {
            List<String> errors = new ArrayList<>(1);
            EventReader events = new EventReader(body.length() * 3 + 1, data -> {
                String text = errors.isEmpty() ? errorOf(data) : null;
                if (text != null) {
                    errors.add(text);
                }
            });
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            events.push(bytes, 0, bytes.length);
            events.end();
            error = errors.isEmpty() ? null : errors.get(0);
        }
        return error;
    }

    private static String errorOf(String json) {
        try {
            JsonNode error = ERRORS.readTree(json).get("error");
            return error != null && error.isTextual() ? error.textValue() : null;
        } catch (JsonProcessingException e) {
            // not Triton's JSON: a proxy's page, or nothing
            return null;
        }
    }
}
