package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;

/**
 * How to sample: what the request says, else the model's definition.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most
 * @param expectedTokens tokens that are taken of a key's limit for each choice before the call
 * @param lora name of the LoRA adapter, or null
 * @param stream whether Triton shall stream
 * @param randomSeed for backends that would use the same seed for all requests that have none
 */
public record Sampling(
        double temperature,
        double topP,
        int maxTokens,
        int expectedTokens,
        String lora,
        boolean stream,
        long randomSeed) {
    /** An answer whose length only the context bounds is rarely longer, and what it has more is charged afterwards. */
    private static final int USUAL_TOKENS = 1024;

    /** @throws ApiException 400, when the request wants more tokens than the definition allows, or less than its own minimum */
    static Sampling of(
            ChatCompletionRequest request,
            ModelProfile profile,
            Dialect dialect,
            RenderedPrompt prompt,
            CallOptions options) {
        SamplingDefaults defaults = profile.defaults();
        Integer wanted = wanted(request);
        int maxTokens = wanted == null
                ? byDefault(defaults, dialect, prompt.room(profile))
                : asked(request, wanted, profile, prompt, options.strictLimits());
        if (request.minTokens() != null && request.minTokens() > maxTokens) {
            throw ApiException.invalid(
                    "min_tokens",
                    "Invalid value for 'min_tokens': " + request.minTokens() + " is more than the " + maxTokens
                            + " tokens that are generated at most.");
        }
        boolean bounded = wanted != null || defaults.maxTokens() != null;
        return new Sampling(
                request.temperature() != null ? request.temperature() : defaults.temperature(),
                request.topP() != null ? request.topP() : defaults.topP(),
                maxTokens,
                bounded ? maxTokens : Math.min(maxTokens, USUAL_TOKENS),
                lora(request, defaults.loraSeparator()),
                dialect.streams() && profile.upstream().streams(request),
                options.seeds().getAsLong());
    }

    /** The request's seed, else a random one where tokens are drawn; null where always the likeliest is taken. */
    Long seed(ChatCompletionRequest request) {
        if (request.seed() != null) {
            return request.seed();
        }
        boolean greedy = temperature == 0 || topP == 0 || request.topK() != null && request.topK() == 1;
        return greedy ? null : (Long) randomSeed;
    }

    private static Integer wanted(ChatCompletionRequest request) {
        return request.maxCompletionTokens() != null ? request.maxCompletionTokens() : request.maxTokens();
    }

    private static int byDefault(SamplingDefaults defaults, Dialect dialect, Integer room) {
        int most = room == null ? dialect.mostTokens() : room;
        Integer limit = defaults.maxTokensLimit();
        if (defaults.maxTokens() == null) {
            return limit == null ? most : Math.min(most, limit);
        }
        return room == null ? defaults.maxTokens() : Math.min(defaults.maxTokens(), room);
    }

    private static int asked(
            ChatCompletionRequest request, int wanted, ModelProfile profile, RenderedPrompt prompt, boolean strict) {
        Integer limit = profile.defaults().maxTokensLimit();
        if (limit != null && wanted > limit) {
            String field = request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
            throw ApiException.invalid(
                    field,
                    "Invalid value for '" + field + "': this model generates at most " + limit + " tokens, but "
                            + wanted + " were asked for.");
        }
        Integer room = prompt.room(profile);
        if (room == null || wanted <= room) {
            return wanted;
        }
        if (strict) {
            throw ContextLimit.exceeded(prompt.param(), profile.contextLength(), prompt.tokens(), wanted);
        }
        return room;
    }

    private static String lora(ChatCompletionRequest request, String separator) {
        if (request.loraName() != null && !request.loraName().isEmpty()) {
            return request.loraName();
        }
        if (separator == null || request.model() == null) {
            return null;
        }
        int at = request.model().indexOf(separator);
        int from = at + separator.length();
        return at < 0 || from == request.model().length()
                ? null
                : request.model().substring(from);
    }
}
