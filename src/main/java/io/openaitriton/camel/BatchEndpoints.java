package io.openaitriton.camel;

import io.openaitriton.generation.ApiException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;

/** The paths that lines of batches may call, if their routes exist. */
enum BatchEndpoints {
    CHAT("/v1/chat/completions", "chat", "direct:openai-chat"),
    COMPLETIONS("/v1/completions", "completions", "direct:openai-completions"),
    RESPONSES("/v1/responses", "responses", "direct:openai-responses"),
    EMBEDDINGS("/v1/embeddings", "embeddings", "direct:openai-embeddings");

    private static final Map<String, BatchEndpoints> BY_PATH = new TreeMap<>();

    static {
        for (BatchEndpoints endpoint : values()) {
            BY_PATH.put(endpoint.path, endpoint);
        }
    }

    private final String path;
    private final String operation;
    private final String route;

    BatchEndpoints(String path, String operation, String route) {
        this.path = path;
        this.operation = operation;
        this.route = route;
    }

    /** @throws ApiException 400 if there is none at this path; names the existing ones */
    static BatchEndpoints require(String path, CamelContext context) {
        BatchEndpoints endpoint = BY_PATH.get(path);
        if (endpoint == null || !endpoint.isThere(context)) {
            List<String> there = BY_PATH.values().stream()
                    .filter(known -> known.isThere(context))
                    .map(known -> known.path)
                    .toList();
            throw ApiException.invalid(
                    "endpoint", "Invalid 'endpoint': expected one of " + String.join(", ", there) + ".");
        }
        return endpoint;
    }

    /** The endpoint at a path that {@link #require} has let through. */
    static BatchEndpoints at(String path) {
        return BY_PATH.get(path);
    }

    /** The operation of the edge at this path. */
    String operation() {
        return operation;
    }

    /** The core route that answers. */
    String route() {
        return route;
    }

    private boolean isThere(CamelContext context) {
        String uri = route.replace(":", "://");
        return context.getRoutes().stream()
                .anyMatch(known -> uri.equals(known.getEndpoint().getEndpointUri()));
    }
}
