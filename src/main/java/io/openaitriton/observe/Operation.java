package io.openaitriton.observe;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operations of OpenAI's API, as edges name them. {@code gen_ai.operation.name} is from OpenTelemetry's semantic conventions for
 * generative AI.
 */
public enum Operation {
    CHAT("chat", "chat"),
    COMPLETIONS("completions", "text_completion"),
    RESPONSES("responses", "chat"),
    MESSAGES("messages", "chat"),
    EMBEDDINGS("embeddings", "embeddings"),
    RERANK("rerank", "rerank"),
    SCORE("score", "score"),
    COUNT_TOKENS("count_tokens", null),
    RESPONSE("response", null),
    RENDER("render", null),
    FILES("files", null),
    BATCHES("batches", null),
    MODELS("models", null),
    MODEL("model", null),
    PAGE("page", null),
    PAGE_API("page_api", null),
    OTHER("other", null);

    private static final Map<String, Operation> BY_ID = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(operation -> operation.id, Function.identity()));

    private final String id;
    private final String genAi;

    Operation(String id, String genAi) {
        this.id = id;
        this.genAi = genAi;
    }

    /** The operation with the name that an edge sets; {@link #OTHER} for an unknown name. */
    public static Operation of(String id) {
        return id == null ? OTHER : BY_ID.getOrDefault(id, OTHER);
    }

    /** {@code gen_ai.operation.name}; null if no model is called. */
    public String genAi() {
        return genAi;
    }
}
