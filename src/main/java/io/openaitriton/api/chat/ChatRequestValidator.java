package io.openaitriton.api.chat;

import io.openaitriton.generation.ApiException;
import java.util.List;

/** Checks the rules of OpenAI's API reference that hold for every chat request and every model. */
public final class ChatRequestValidator {
    /** Source: OpenAI's specification of both endpoints. */
    private static final int MAX_CHOICES = 128;

    /** OpenAI's limit, and one that users of vLLM and TensorRT-LLM do not reach. */
    private static final int OPENAI_STOPS = 4;

    private static final int MAX_STOPS = 16;

    private ChatRequestValidator() {}

    /**
     * Returns the request if it is valid.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public static ChatCompletionRequest validate(ChatCompletionRequest request) {
        return validate(request, Integer.MAX_VALUE, false);
    }

    /**
     * Returns the request if it is valid.
     *
     * @param maxMessages that it may have
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @throws ApiException 400, naming the first field at fault
     */
    public static ChatCompletionRequest validate(ChatCompletionRequest request, int maxMessages, boolean strict) {
        return validate(request, maxMessages, ToolDefinitions.LONGEST_NAME, strict);
    }

    static ChatCompletionRequest validate(
            ChatCompletionRequest request, int maxMessages, int longestToolName, boolean strict) {
        if (request == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        MessagesValidator.check(request.messages(), maxMessages);
        validateOptions(request, strict);
        ToolDefinitions.check(request.tools(), longestToolName, strict);
        ToolReader.read(request);
        return request;
    }

    /**
     * Checks everything but the messages.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    static void validateOptions(ChatCompletionRequest request, boolean strict) {
        FieldShapes.check(request);
        range("temperature", request.temperature(), 0, 2);
        range("top_p", request.topP(), 0, 1);
        range("presence_penalty", request.presencePenalty(), -2, 2);
        range("frequency_penalty", request.frequencyPenalty(), -2, 2);
        range("min_p", request.minP(), 0, 1);
        atLeastOne("n", request.n());
        if (request.n() != null && request.n() > MAX_CHOICES) {
            throw ApiException.invalid(
                    "n", "Invalid value for 'n': expected at most " + MAX_CHOICES + ", but got " + request.n() + ".");
        }
        atLeastOne("best_of", request.bestOf());
        atLeastOne("max_tokens", request.maxTokens());
        atLeastOne("max_completion_tokens", request.maxCompletionTokens());
        stop(request.stop(), strict ? OPENAI_STOPS : MAX_STOPS);
        logprobs(request);
        extensions(request);
        if (request.streamOptions() != null && !Boolean.TRUE.equals(request.stream())) {
            throw ApiException.invalid("stream_options", "'stream_options' is only allowed when 'stream' is true.");
        }
    }

    private static void range(String name, Double value, double min, double max) {
        if (value != null && !(value >= min && value <= max)) {
            throw ApiException.invalid(
                    name,
                    "Invalid value for '" + name + "': expected a number from " + (int) min + " to " + (int) max
                            + ", but got " + value + ".");
        }
    }

    private static void extensions(ChatCompletionRequest request) {
        if (request.topK() != null && request.topK() < -1) {
            throw ApiException.invalid(
                    "top_k",
                    "Invalid value for 'top_k': expected 1 or more, or -1 for all tokens, but got " + request.topK()
                            + ".");
        }
        if (request.minTokens() != null && request.minTokens() < 0) {
            throw ApiException.invalid(
                    "min_tokens",
                    "Invalid value for 'min_tokens': expected 0 or more, but got " + request.minTokens() + ".");
        }
        Double repetition = request.repetitionPenalty();
        if (repetition != null && !(repetition > 0 && Double.isFinite(repetition))) {
            throw ApiException.invalid(
                    "repetition_penalty",
                    "Invalid value for 'repetition_penalty': expected more than 0, but got " + repetition + ".");
        }
        noNulls("stop_token_ids", request.stopTokenIds());
        noNulls("allowed_token_ids", request.allowedTokenIds());
        noNulls("bad_words", request.badWords());
        noNulls("guided_choice", request.guidedChoice());
    }

    private static void noNulls(String name, List<?> values) {
        for (int i = 0; values != null && i < values.size(); i++) {
            if (values.get(i) == null || values.get(i).equals("")) {
                String at = name + "[" + i + "]";
                throw ApiException.invalid(at, "Invalid '" + at + "': expected a value that is not empty.");
            }
        }
    }

    private static void atLeastOne(String name, Integer value) {
        if (value != null && value < 1) {
            throw ApiException.invalid(
                    name, "Invalid value for '" + name + "': expected 1 or more, but got " + value + ".");
        }
    }

    private static void stop(List<String> stop, int max) {
        if (stop == null) {
            return;
        }
        if (stop.size() > max) {
            throw ApiException.invalid(
                    "stop",
                    "Invalid 'stop': array too long. Expected an array with maximum length " + max
                            + ", but got an array with length " + stop.size() + " instead.");
        }
        for (int i = 0; i < stop.size(); i++) {
            if (stop.get(i) == null || stop.get(i).isEmpty()) {
                throw ApiException.invalid(
                        "stop[" + i + "]", "Invalid 'stop[" + i + "]': expected a string that is not empty.");
            }
        }
    }

    private static void logprobs(ChatCompletionRequest request) {
        Integer top = request.topLogprobs();
        if (top == null) {
            return;
        }
        if (top < 0 || top > 20) {
            throw ApiException.invalid(
                    "top_logprobs", "Invalid value for 'top_logprobs': expected 0 to 20, but got " + top + ".");
        }
        if (top > 0 && !Boolean.TRUE.equals(request.logprobs())) {
            throw ApiException.invalid("top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is true.");
        }
    }
}
