package io.openaitriton.api.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.api.OpenAiJson;
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
     * Reads and checks a request.
     *
     * @param json the body, or only its messages
     * @throws JsonProcessingException if a field has another type
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public static ChatRequest read(JsonNode json) throws JsonProcessingException {
        JsonNode body = json.isArray() ? JsonNodeFactory.instance.objectNode().set("messages", json) : json;
        return of(OpenAiJson.mapper().treeToValue(body, ChatCompletionRequest.class), Integer.MAX_VALUE, false);
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
        return toGeneration(context, names("messages"));
    }

    /**
     * What the client calls the fields that have several names.
     *
     * @param messages where the conversation comes from
     */
    public FieldNames names(String messages) {
        return CommonFields.names(body, messages, "top_logprobs");
    }

    /** The limit of the answer as the older field has it, or null. */
    public Integer maxTokens() {
        return body.maxTokens();
    }

    /**
     * The text that the model gets.
     *
     * @throws PromptException if the template refuses the conversation
     */
    public String prompt(PromptRenderer renderer) {
        return renderer.render(body);
    }

    /** The same for a request of another API that was read as this one, and has other names for its fields. */
    public Generation toGeneration(RequestContext context, FieldNames names) {
        return ChatReader.read(body, context, names);
    }
}
