package io.openaitriton.observe;

/**
 * The operations of OpenAI's API, as metrics and the access log name them: few, whatever paths clients make up.
 * {@code gen_ai.operation.name} is from OpenTelemetry's semantic conventions for generative AI.
 */
public enum Operation {
    CHAT("/v1/chat/completions", "chat"),
    COMPLETIONS("/v1/completions", "text_completion"),
    RENDER("/v1/chat/completions/render", null),
    MODELS("/v1/models", null),
    MODEL("/v1/models/{id}", null),
    OTHER("other", null);

    private final String route;
    private final String genAi;

    Operation(String route, String genAi) {
        this.route = route;
        this.genAi = genAi;
    }

    /** The operation that a request's path asks for. */
    public static Operation of(String path) {
        return switch (path) {
            case "/v1/chat/completions" -> CHAT;
            case "/v1/completions" -> COMPLETIONS;
            case "/v1/chat/completions/render" -> RENDER;
            case "/v1/models" -> MODELS;
            default -> path.startsWith("/v1/models/") ? MODEL : OTHER;
        };
    }

    /** Path with placeholders, {@code http.route}. */
    public String route() {
        return route;
    }

    /** {@code gen_ai.operation.name}; null when no model is asked. */
    public String genAi() {
        return genAi;
    }
}
