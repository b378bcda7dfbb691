package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;

/**
 * How to sample: what the request says, else the model's definition.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most
 * @param lora name of the LoRA adapter, or null
 * @param stream whether Triton shall stream
 */
public record Sampling(double temperature, double topP, int maxTokens, String lora, boolean stream) {

    /** @throws ApiException 400, when the request wants more tokens than the definition allows, or less than its own minimum */
    static Sampling of(ChatCompletionRequest request, ModelProfile profile, Dialect dialect) {
        SamplingDefaults defaults = profile.defaults();
        boolean current = request.maxCompletionTokens() != null;
        Integer wanted = current ? request.maxCompletionTokens() : request.maxTokens();
        int maxTokens = wanted == null ? defaults.maxTokens() : wanted;
        Integer limit = defaults.maxTokensLimit();
        if (limit != null && maxTokens > limit) {
            String field = current ? "max_completion_tokens" : "max_tokens";
            throw ApiException.invalid(
                    field,
                    "Invalid value for '" + field + "': this model generates at most " + limit + " tokens, but "
                            + maxTokens + " were asked for.");
        }
        if (request.minTokens() != null && request.minTokens() > maxTokens) {
            throw ApiException.invalid(
                    "min_tokens",
                    "Invalid value for 'min_tokens': " + request.minTokens() + " is more than the " + maxTokens
                            + " tokens that are generated at most.");
        }
        return new Sampling(
                request.temperature() != null ? request.temperature() : defaults.temperature(),
                request.topP() != null ? request.topP() : defaults.topP(),
                maxTokens,
                lora(request, defaults.loraSeparator()),
                dialect.streams() && profile.upstream().streams(request));
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
