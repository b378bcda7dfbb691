package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** Builds the chat request that is equivalent to a request of another API. A field that is not set, or set to null, is absent. */
public final class ChatRequestBuilder {
    private static final List<String> COMPONENTS = Arrays.stream(ChatCompletionRequest.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();

    private static final MethodHandle CONSTRUCTOR = constructor();

    private static final int MODEL = place("model");
    private static final int MESSAGES = place("messages");
    private static final int STREAM = place("stream");
    private static final int STREAM_OPTIONS = place("streamOptions");
    private static final int TEMPERATURE = place("temperature");
    private static final int TOP_P = place("topP");
    private static final int TOP_K = place("topK");
    private static final int MAX_TOKENS = place("maxTokens");
    private static final int STOP = place("stop");
    private static final int PRESENCE_PENALTY = place("presencePenalty");
    private static final int FREQUENCY_PENALTY = place("frequencyPenalty");
    private static final int LOGPROBS = place("logprobs");
    private static final int TOP_LOGPROBS = place("topLogprobs");
    private static final int RESPONSE_FORMAT = place("responseFormat");
    private static final int TOOLS = place("tools");
    private static final int TOOL_CHOICE = place("toolChoice");
    private static final int PARALLEL_TOOL_CALLS = place("parallelToolCalls");
    private static final int VERBOSITY = place("verbosity");
    private static final int CONTINUE_FINAL_MESSAGE = place("continueFinalMessage");
    private static final int USER = place("user");
    private static final int PROMPT_CACHE_KEY = place("promptCacheKey");

    private final Object[] values = new Object[COMPONENTS.size()];

    public ChatRequestBuilder model(String model) {
        return set(MODEL, model);
    }

    public ChatRequestBuilder messages(List<ChatMessage> messages) {
        return set(MESSAGES, messages);
    }

    /** Streams include the usage: the other APIs have it in every stream. */
    public ChatRequestBuilder stream(Boolean stream) {
        set(STREAM_OPTIONS, Boolean.TRUE.equals(stream) ? new StreamOptions(true) : null);
        return set(STREAM, stream);
    }

    public ChatRequestBuilder temperature(Double temperature) {
        return set(TEMPERATURE, temperature);
    }

    public ChatRequestBuilder topP(Double topP) {
        return set(TOP_P, topP);
    }

    public ChatRequestBuilder topK(Integer topK) {
        return set(TOP_K, topK);
    }

    public ChatRequestBuilder maxTokens(Integer maxTokens) {
        return set(MAX_TOKENS, maxTokens);
    }

    public ChatRequestBuilder stop(List<String> stop) {
        return set(STOP, stop);
    }

    public ChatRequestBuilder presencePenalty(Double penalty) {
        return set(PRESENCE_PENALTY, penalty);
    }

    public ChatRequestBuilder frequencyPenalty(Double penalty) {
        return set(FREQUENCY_PENALTY, penalty);
    }

    /** Whether log probabilities are wanted, and how many alternatives to each token. */
    public ChatRequestBuilder logprobs(Boolean logprobs, Integer top) {
        set(TOP_LOGPROBS, top);
        return set(LOGPROBS, logprobs);
    }

    public ChatRequestBuilder responseFormat(ResponseFormat format) {
        return set(RESPONSE_FORMAT, format);
    }

    public ChatRequestBuilder tools(List<JsonNode> tools) {
        return set(TOOLS, tools.isEmpty() ? null : tools);
    }

    public ChatRequestBuilder toolChoice(JsonNode choice) {
        return set(TOOL_CHOICE, choice);
    }

    public ChatRequestBuilder parallelToolCalls(Boolean parallel) {
        return set(PARALLEL_TOOL_CALLS, parallel);
    }

    public ChatRequestBuilder verbosity(String verbosity) {
        return set(VERBOSITY, verbosity);
    }

    public ChatRequestBuilder continueFinalMessage(Boolean continues) {
        return set(CONTINUE_FINAL_MESSAGE, continues);
    }

    public ChatRequestBuilder user(String user) {
        return set(USER, user);
    }

    public ChatRequestBuilder promptCacheKey(String key) {
        return set(PROMPT_CACHE_KEY, key);
    }

    /**
     * The request, checked.
     *
     * @param maxMessages that it may have
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public ChatRequest checked(int maxMessages, boolean strict) {
        return ChatRequest.of(build(), maxMessages, strict);
    }

    /**
     * The same without limits of OpenAI's.
     *
     * @param longestToolName characters that the name of a tool may have
     */
    public ChatRequest checked(int longestToolName) {
        return new ChatRequest(ChatRequestValidator.validate(build(), Integer.MAX_VALUE, longestToolName, false));
    }

    /** The request, unchecked. */
    public ChatCompletionRequest build() {
        try {
            return (ChatCompletionRequest) CONSTRUCTOR.invoke(values.clone());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private ChatRequestBuilder set(int place, Object value) {
        values[place] = value;
        return this;
    }

    private static int place(String component) {
        int place = COMPONENTS.indexOf(component);
        if (place < 0) {
            throw new IllegalArgumentException("A chat request has no component '" + component + "'");
        }
        return place;
    }

    /** Takes all components as an array, so that a new component of the record needs no change here. */
    private static MethodHandle constructor() {
        Class<?>[] types = Arrays.stream(ChatCompletionRequest.class.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class[]::new);
        try {
            return MethodHandles.lookup()
                    .unreflectConstructor(ChatCompletionRequest.class.getDeclaredConstructor(types))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
