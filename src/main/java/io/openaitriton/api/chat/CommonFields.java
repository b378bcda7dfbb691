package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.openaitriton.generation.AnswerOptions;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.FieldValues;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Prompt;
import io.openaitriton.generation.RequestField;
import io.openaitriton.generation.Sampling;
import io.openaitriton.generation.SamplingRequest;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.images.Image;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The fields that chats and plain prompts share, and the generation that they request.
 *
 * @param body a chat request, of which only those fields are read
 */
public record CommonFields(ChatCompletionRequest body) {
    private static final Component[] COMPONENTS = components();

    /** A field, and the component of the record with its name. */
    private record Component(RequestField field, Function<ChatCompletionRequest, Object> value) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CommonFields {}

    /** The model's name as the client wrote it, or null. */
    public String model() {
        return body.model();
    }

    /** Whether the client streams; null if it does not say. */
    public Boolean stream() {
        return body.stream();
    }

    /** Whether a stream ends with the usage. */
    public boolean includesUsage() {
        return body.streamOptions() != null
                && Boolean.TRUE.equals(body.streamOptions().includeUsage());
    }

    /** How many choices are wanted. */
    public int choices() {
        return body.n() == null ? 1 : body.n();
    }

    /** Who asks, as the client calls them, or null. */
    public String user() {
        return body.user();
    }

    /** Requests with the same key are alike in how they begin; null for none. */
    public String promptCacheKey() {
        return body.promptCacheKey();
    }

    /** The first field of this request that only chats have, or null. */
    public String fieldOfChats() {
        if (body.messages() != null) {
            return "messages";
        }
        if (body.reasoningEffort() != null) {
            return "reasoning_effort";
        }
        if (body.enableThinking() != null) {
            return "enable_thinking";
        }
        if (body.tools() != null && !body.tools().isEmpty()) {
            return "tools";
        }
        if (body.functions() != null && !body.functions().isEmpty()) {
            return "functions";
        }
        return body.documents() == null ? null : "documents";
    }

    /**
     * Checks the fields.
     *
     * @param strict whether they must keep OpenAI's limits where backends take more
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void check(boolean strict) {
        ChatRequestValidator.validateOptions(body, strict);
    }

    /**
     * What a request with this prompt, and without messages, asks of a model.
     *
     * @param field where the prompt comes from
     * @param logprobs what the client calls the number of likely tokens to tell
     * @throws io.openaitriton.generation.ApiException 400, naming what the definition or the context does not allow
     */
    public Generation generation(String field, String prompt, String logprobs, RequestContext context) {
        TextFields.requireWellFormed(body);
        return generation(
                body,
                // no turn is opened, so only the whole prompt can be separated from the answer
                Prompt.of(field, prompt, "", context.profile()),
                names(body, field, logprobs),
                null,
                null,
                context);
    }

    /**
     * What the client calls the fields that have several names.
     *
     * @param prompt where the prompt comes from
     * @param logprobs number of likely tokens to tell
     */
    static FieldNames names(ChatCompletionRequest request, String prompt, String logprobs) {
        boolean byModel = request.loraName() == null || request.loraName().isEmpty();
        return new FieldNames(
                prompt,
                byModel ? "model" : "lora_name",
                request.maxCompletionTokens() == null ? "max_tokens" : "max_completion_tokens",
                logprobs);
    }

    /**
     * What a request with this prompt asks of a model.
     *
     * @param images null for none
     * @param tools null for none
     * @throws io.openaitriton.generation.ApiException 400, naming what the definition or the context does not allow
     */
    static Generation generation(
            ChatCompletionRequest request,
            Prompt prompt,
            FieldNames names,
            Supplier<List<Image>> images,
            ToolUse tools,
            RequestContext context) {
        Sampling sampling =
                Sampling.of(sampling(request), names, prompt, context.profile(), context.backend(), context.options());
        return new Generation(
                prompt,
                sampling,
                values(request),
                names,
                () -> ConstraintReader.read(request),
                images,
                tools,
                context.profile().response(),
                answer(request),
                context.profile().tokens());
    }

    private static SamplingRequest sampling(ChatCompletionRequest request) {
        return new SamplingRequest(
                request.temperature(),
                request.topP(),
                request.maxCompletionTokens() != null ? request.maxCompletionTokens() : request.maxTokens(),
                request.minTokens(),
                request.seed(),
                request.stop(),
                request.model(),
                request.loraName(),
                Boolean.TRUE.equals(request.stream()));
    }

    private static AnswerOptions answer(ChatCompletionRequest request) {
        Integer top = request.topLogprobs() == null ? 0 : request.topLogprobs();
        return new AnswerOptions(
                request.n() == null ? 1 : request.n(),
                Boolean.TRUE.equals(request.logprobs()) ? top : null,
                request.streamOptions() != null
                        && Boolean.TRUE.equals(request.streamOptions().includeUsage()),
                Boolean.TRUE.equals(request.stream()));
    }

    private static FieldValues values(ChatCompletionRequest request) {
        FieldValues values = new FieldValues();
        for (Component component : COMPONENTS) {
            values.with(component.field, component.value.apply(request));
        }
        if (request.responseFormat() != null
                && "text".equals(request.responseFormat().type())) {
            values.without(RequestField.RESPONSE_FORMAT);
        }
        return values;
    }

    private static Component[] components() {
        List<Component> components = new ArrayList<>();
        for (RecordComponent component : ChatCompletionRequest.class.getRecordComponents()) {
            JsonProperty json = component.getAccessor().getAnnotation(JsonProperty.class);
            RequestField.named(json == null ? component.getName() : json.value())
                    .ifPresent(field -> components.add(new Component(field, function(component))));
        }
        return components.toArray(Component[]::new);
    }

    /** As fast as a method reference. */
    @SuppressWarnings("unchecked")
    private static Function<ChatCompletionRequest, Object> function(RecordComponent component) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            return (Function<ChatCompletionRequest, Object>) LambdaMetafactory.metafactory(
                            lookup,
                            "apply",
                            MethodType.methodType(Function.class),
                            MethodType.methodType(Object.class, Object.class),
                            accessor,
                            accessor.type())
                    .getTarget()
                    .invoke();
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
