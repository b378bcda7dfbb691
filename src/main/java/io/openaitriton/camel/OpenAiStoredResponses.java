package io.openaitriton.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.responses.ResponseArchive;
import io.openaitriton.api.responses.StoredResponses;
import io.openaitriton.archive.ClientArchive;
import io.openaitriton.archive.ResponseStores;
import io.openaitriton.generation.ApiException;
import io.openaitriton.store.ResponseStore;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * The stored responses: {@code GET} and {@code DELETE /v1/responses/{id}} and the paths below it. Defined as a bean with
 * {@link #start} as its init
 * method; docs/responses.md has the details.
 */
public final class OpenAiStoredResponses implements CamelContextAware {
    private CamelContext context;
    private boolean enabled = true;
    private String redis = "";
    private long bytes = 64L << 20;
    private int largest = 10 << 20;
    private long ttl = Duration.ofDays(1).toSeconds();
    private long timeout = 1000;
    private ResponseStore store;

    /** False stores nothing. Default true. */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * URI of the Redis through which gateways share stored responses, {@code redis://host:6379}. Default none: each gateway
     * stores them in memory.
     */
    public void setRedis(String redis) {
        this.redis = redis;
    }

    /** Bytes of memory that stored responses may take, 1 or more. Default 64 MiB. Redis has its own limit. */
    public void setBytes(long bytes) {
        this.bytes = positive("bytes", bytes);
    }

    /** Most bytes of JSON in a stored response and the conversation before it, 1 or more. Default 10 MiB. */
    public void setLargest(int largest) {
        this.largest = (int) positive("largest", largest);
    }

    /** Seconds for which a response is stored, 1 or more. Default one day. */
    public void setTtl(long ttl) {
        this.ttl = positive("ttl", ttl);
    }

    /** How long Redis may take to answer, in milliseconds, 1 or more. Default 1000. */
    public void setTimeout(long timeout) {
        this.timeout = positive("timeout", timeout);
    }

    private static long positive(String property, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("'" + property + "' must be 1 or more, but is " + value);
        }
        return value;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Finds or creates the store.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public void start() {
        if (enabled) {
            store = ResponseStores.of(
                    context,
                    new ResponseStores.Options(redis, bytes, Duration.ofSeconds(ttl), Duration.ofMillis(timeout)));
        }
    }

    /** The stored responses of an exchange's client; null if nothing is stored. */
    ResponseArchive archive(Exchange exchange) {
        return store == null ? null : new ClientArchive(store, (int) Math.min(largest, bytes), exchange);
    }

    /**
     * A stored response.
     *
     * @throws ApiException 404; 400 for a query parameter that cannot be kept; 503
     */
    public JsonNode get(Exchange exchange) {
        return stored(exchange).get(id(exchange), query(exchange));
    }

    /**
     * The input items of a stored response, page by page.
     *
     * @throws ApiException 404; 400 for a query parameter that cannot be kept; 503
     */
    public JsonNode inputItems(Exchange exchange) {
        return stored(exchange).inputItems(id(exchange), query(exchange));
    }

    /**
     * Deletes a stored response.
     *
     * @throws ApiException 404; 503
     */
    public JsonNode delete(Exchange exchange) {
        return stored(exchange).delete(id(exchange));
    }

    /**
     * Refuses to cancel a response.
     *
     * @throws ApiException always: 404 or 400; 503
     */
    public void cancel(Exchange exchange) {
        stored(exchange).cancel(id(exchange));
    }

    private StoredResponses stored(Exchange exchange) {
        ResponseArchive archive = archive(exchange);
        if (archive == null) {
            throw ApiException.of(
                    404,
                    "invalid_request_error",
                    null,
                    "response_not_found",
                    "Response with id '" + id(exchange) + "' not found. This server stores no responses.",
                    null);
        }
        return new StoredResponses(archive);
    }

    /** The last part of the path. A client's header or query parameter with this name takes precedence. */
    private static String id(Exchange exchange) {
        Object id = exchange.getMessage().getHeader("id");
        return String.valueOf(id instanceof List<?> all ? all.get(all.size() - 1) : id);
    }

    /** Parameters of the URL; not headers of the exchange, which may be the client's. */
    private static Map<String, List<String>> query(Exchange exchange) {
        String query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class);
        Map<String, List<String>> parameters = new TreeMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            parameters
                    .computeIfAbsent(name, key -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(null, "Invalid query string: '" + text + "' is not percent-encoded.");
        }
    }
}
