package io.openaitriton.api.chat;

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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The fields that chats and plain prompts share, and the generation that they request. */
public final class CommonFields {
    /** How the record gives the value of each field: by the component with the field's name. */
    private static final Map<RequestField, Function<ChatCompletionRequest, Object>> COMPONENTS = components();

    private CommonFields() {}

    /**
     * What the client calls the fields that have several names.
     *
     * @param prompt where the prompt comes from
     * @param logprobs number of likely tokens to tell
     */
    public static FieldNames names(ChatCompletionRequest request, String prompt, String logprobs) {
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
    public static Generation generation(
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
        COMPONENTS.forEach((field, component) -> values.with(field, component.apply(request)));
        if (request.responseFormat() != null
                && "text".equals(request.responseFormat().type())) {
            values.without(RequestField.RESPONSE_FORMAT);
        }
        return values;
    }

    private static Map<RequestField, Function<ChatCompletionRequest, Object>> components() {
        Map<RequestField, Function<ChatCompletionRequest, Object>> components = new EnumMap<>(RequestField.class);
        for (RecordComponent component : ChatCompletionRequest.class.getRecordComponents()) {
            JsonProperty json = component.getAccessor().getAnnotation(JsonProperty.class);
            RequestField.named(json == null ? component.getName() : json.value())
                    .ifPresent(field -> components.put(field, function(component)));
        }
        return components;
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
