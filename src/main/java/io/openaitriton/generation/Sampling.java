package io.openaitriton.generation;

import java.util.List;

/**
 * How to sample: from the request, else from the model's definition.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most
 * @param contextFull whether the model's context has too little room for the requested tokens
 * @param expectedTokens tokens taken from a key's limit for each choice before the call
 * @param seed the request's, any 64 bits, or null
 * @param randomSeed for backends that would otherwise use the same seed for all requests without one
 * @param stops stop strings, or null
 * @param lora name of the LoRA adapter, or null
 * @param stream whether Triton streams
 */
public record Sampling(
        double temperature,
        double topP,
        int maxTokens,
        boolean contextFull,
        int expectedTokens,
        Long seed,
        long randomSeed,
        List<String> stops,
        String lora,
        boolean stream) {
    /** An answer that only the context limits is rarely longer, and additional tokens are charged afterwards. */
    private static final int USUAL_TOKENS = 1024;

    /** @throws ApiException 400, if the request wants more tokens than the definition allows, or fewer than its own minimum */
    public static Sampling of(
            SamplingRequest request,
            FieldNames names,
            Prompt prompt,
            ModelProfile profile,
            Backend backend,
            CallOptions options) {
        SamplingDefaults defaults = profile.defaults();
        Integer wanted = request.maxTokens();
        int maxTokens = wanted == null
                ? byDefault(defaults, backend, prompt.room(profile))
                : asked(names, wanted, profile, prompt, options);
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
                wanted != null && isFull(prompt.room(profile), allowed(wanted, defaults)),
                bounded ? maxTokens : Math.min(maxTokens, USUAL_TOKENS),
                request.seed(),
                options.seeds().getAsLong(),
                request.stops(),
                lora(request, defaults.loraSeparator()),
                backend.streams() && profile.endpoint().streams(request.stream()));
    }

    /** The request's seed, else a random one if tokens are sampled; null for greedy decoding. */
    Long seedToSend(Integer topK) {
        if (seed != null) {
            return seed;
        }
        boolean greedy = temperature == 0 || topP == 0 || topK != null && topK == 1;
        return greedy ? null : (Long) randomSeed;
    }

    private static int byDefault(SamplingDefaults defaults, Backend backend, Integer room) {
        int most = room == null ? backend.mostTokens() : room;
        Integer limit = defaults.maxTokensLimit();
        if (defaults.maxTokens() == null) {
            return limit == null ? most : Math.min(most, limit);
        }
        return room == null ? defaults.maxTokens() : Math.min(defaults.maxTokens(), room);
    }

    private static int allowed(int wanted, SamplingDefaults defaults) {
        return defaults.maxTokensLimit() == null ? wanted : Math.min(wanted, defaults.maxTokensLimit());
    }

    private static boolean isFull(Integer room, int wanted) {
        return room != null && room < wanted;
    }

    private static int asked(FieldNames names, int asked, ModelProfile profile, Prompt prompt, CallOptions options) {
        Integer limit = profile.defaults().maxTokensLimit();
        int wanted = options.lowersMaxTokens() ? allowed(asked, profile.defaults()) : asked;
        if (limit != null && wanted > limit) {
            throw ApiException.invalid(
                    names.maxTokens(),
                    "Invalid value for '" + names.maxTokens() + "': this model generates at most " + limit
                            + " tokens, but " + wanted + " were asked for.");
        }
        Integer room = prompt.room(profile);
        if (!isFull(room, wanted)) {
            return wanted;
        }
        if (options.strictLimits()) {
            throw ContextLimit.exceeded(names.prompt(), profile.contextLength(), prompt.tokens(), wanted);
        }
        return room;
    }

    private static String lora(SamplingRequest request, String separator) {
        if (request.adapter() != null && !request.adapter().isEmpty()) {
            return request.adapter();
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
