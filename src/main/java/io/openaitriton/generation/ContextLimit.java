package io.openaitriton.generation;

/** Refuses texts that have more tokens than a model takes, before the backend is called. */
public final class ContextLimit {
    /** The code of the error, which clients look for. */
    public static final String CODE = "context_length_exceeded";

    private ContextLimit() {}

    /** The error for a text with too many tokens: 400, naming its field. The message says what to shorten. */
    public static ApiException exceeded(String param, String message) {
        return ApiException.of(400, "invalid_request_error", param, CODE, message, null);
    }

    /**
     * Number of tokens of a prompt, or null if there is no limit to check.
     *
     * @param param the field of the prompt
     * @throws ApiException 400, when the prompt leaves no room for an answer
     */
    static Long promptTokens(String param, CharSequence prompt, ModelProfile profile) {
        Integer context = profile.contextLength();
        if (context == null) {
            return null;
        }
        int tokens = profile.tokens().count(prompt.toString(), context);
        if (tokens >= context) {
            throw exceeded(
                    param,
                    context,
                    "your " + param + " resulted in " + (tokens > context ? "more than " : "as many as ") + context
                            + " tokens. Please reduce the length of the " + param + ".");
        }
        return (long) tokens;
    }

    /** The error for a prompt and an answer that are too long in total. */
    static ApiException exceeded(String param, int context, long tokens, int answer) {
        return exceeded(
                param,
                context,
                "you requested " + (tokens + answer) + " tokens (" + tokens + " in the " + param + ", " + answer
                        + " in the completion). Please reduce the length of the " + param + " or completion.");
    }

    private static ApiException exceeded(String param, int context, String however) {
        return exceeded(param, "This model's maximum context length is " + context + " tokens. However, " + however);
    }
}
