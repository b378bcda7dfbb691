package io.openaitriton.failover;

import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
import io.openaitriton.api.rerank.PairRequest;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Exchange;

/**
 * The key of requests that go to the same replica.
 *
 * @param by {@code user} or {@code prompt_cache_key} of the request, {@code session} for the conversation that agents name in a header, or the name of
 *     an exchange property; empty for none. A request without such a key uses its session
 */
public record StickyKey(String by) {

    /** The key of a request; null when it has none. */
    public String of(Exchange exchange) {
        if (by.isEmpty()) {
            return null;
        }
        String key = switch (by) {
            case "user" -> user(exchange.getProperty(OpenAiProperties.REQUEST));
            case "prompt_cache_key" ->
                exchange.getProperty(OpenAiProperties.REQUEST) instanceof ApiRequest request
                        ? request.promptCacheKey()
                        : null;
            case "session" -> null;
            default -> exchange.getProperty(by, String.class);
        };
        if (key == null || key.isEmpty()) {
            key = exchange.getProperty(OpenAiProperties.SESSION, String.class);
        }
        return key == null || key.isEmpty() ? null : key;
    }

    private static String user(Object request) {
        if (request instanceof ApiRequest api) {
            return api.user();
        }
        if (request instanceof PairRequest pairs) {
            return pairs.user();
        }
        return request instanceof EmbeddingsRequest embeddings ? embeddings.user() : null;
    }
}
