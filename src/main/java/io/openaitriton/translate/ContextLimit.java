package io.openaitriton.translate;

/** Refuses what is longer than a model's context, before the backend is asked. */
final class ContextLimit {
    private ContextLimit() {}

    /**
     * Number of tokens of a prompt, or null where nothing says how long it may be.
     *
     * @param param where the client put the prompt
     * @throws ApiException 400, when they and those of the answer are more than the context takes
     */
    static Long promptTokens(String param, String prompt, Sampling sampling, ModelProfile profile) {
        Integer context = profile.contextLength();
        if (context == null) {
            return null;
        }
        int tokens = profile.tokens().count(prompt, context);
        int answer = sampling.maxTokens();
        if (tokens > context) {
            throw exceeded(
                    param,
                    context,
                    "your messages resulted in more than " + context
                            + " tokens. Please reduce the length of the messages.");
        }
        if (tokens > context - answer) {
            throw exceeded(
                    param,
                    context,
                    "you requested " + ((long) tokens + answer) + " tokens (" + tokens
                            + " in the messages, " + answer
                            + " in the completion). Please reduce the length of the messages or completion.");
        }
        return (long) tokens;
    }

    private static ApiException exceeded(String param, int context, String however) {
        return ApiException.of(
                400,
                "invalid_request_error",
                param,
                "context_length_exceeded",
                "This model's maximum context length is " + context + " tokens. However, " + however,
                null);
    }
}
