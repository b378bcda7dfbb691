package io.openaitriton.api.chat;

import io.openaitriton.api.ReasoningField;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.Generation;

/**
 * A checked chat request.
 *
 * @param reasoning the answer's field for the model's reasoning, unless the request excludes it
 */
public record ChatRequest(ChatCompletionRequest body, ReasoningField reasoning) implements ApiRequest {
    /** With the field that most clients know. */
    public ChatRequest(ChatCompletionRequest body) {
        this(body, ReasoningField.REASONING_CONTENT);
    }

    /**
     * Checks a request.
     *
     * @param maxMessages that it may have
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public static ChatRequest of(ChatCompletionRequest body, int maxMessages, boolean strict) {
        return new ChatRequest(ChatRequestValidator.validate(body, maxMessages, strict));
    }

    /**
     * Checks a request that another API made.
     *
     * @param longestToolName characters that the name of a tool may have there
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public static ChatRequest ofAnotherApi(ChatCompletionRequest body, int longestToolName) {
        return new ChatRequest(ChatRequestValidator.validate(body, Integer.MAX_VALUE, longestToolName, false));
    }

    /** The same with thoughts in this field. */
    public ChatRequest with(ReasoningField field) {
        return new ChatRequest(body, field);
    }

    @Override
    public String model() {
        return body.model();
    }

    @Override
    public boolean streams() {
        return Boolean.TRUE.equals(body.stream());
    }

    @Override
    public String user() {
        return body.user();
    }

    @Override
    public String promptCacheKey() {
        return body.promptCacheKey();
    }

    @Override
    public Surface surface() {
        return new ChatSurface(Boolean.FALSE.equals(body.includeReasoning()) ? ReasoningField.NONE : reasoning);
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        return toGeneration(context, CommonFields.names(body, "messages", "top_logprobs"));
    }

    /** The same for a request of another API that was read as this one, and has other names for its fields. */
    public Generation toGeneration(RequestContext context, FieldNames names) {
        return ChatReader.read(body, context, names);
    }
}
