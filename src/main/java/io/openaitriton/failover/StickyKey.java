package io.openaitriton.failover;

import io.openaitriton.api.StickyFields;
import io.openaitriton.exchange.OpenAiProperties;
import java.util.function.Function;
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
            case "user" -> field(exchange, StickyFields::user);
            case "prompt_cache_key" -> field(exchange, StickyFields::promptCacheKey);
            case "session" -> null;
            default -> exchange.getProperty(by, String.class);
        };
        if (key == null || key.isEmpty()) {
            key = exchange.getProperty(OpenAiProperties.SESSION, String.class);
        }
        return key == null || key.isEmpty() ? null : key;
    }

    private static String field(Exchange exchange, Function<StickyFields, String> field) {
        return exchange.getProperty(OpenAiProperties.REQUEST) instanceof StickyFields request
                ? field.apply(request)
                : null;
    }
}
