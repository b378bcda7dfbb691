package io.openaitriton.exchange;

/** Exchange properties of a request, which routes may read and set. */
public final class OpenAiProperties {
    /** The checked request: a chat request, or one prompt of a completion request. */
    public static final String REQUEST = "openaiRequest";
    /** The prompts of a completion request with several prompts. */
    public static final String PROMPTS = "openaiPrompts";
    /** The model's name as the client wrote it, or null. */
    public static final String MODEL = "openaiModel";
    /** The name of the route of the model in {@link #MODEL}, or null. */
    public static final String ROUTE = "openaiRoute";
    /** True when the client wants a stream. */
    public static final String STREAM = "openaiStream";
    /** {@code record} for an answer as a record, or as an iterator of records for a stream. */
    public static final String ANSWER_AS = "openaiAnswerAs";
    /**
     * The operation of the edge at which a request arrived: {@code chat}, {@code completions}, {@code responses},
     * {@code response}, {@code messages}, {@code embeddings}, {@code rerank}, {@code score}, {@code files}, {@code batches},
     * {@code count_tokens}, {@code render}, {@code models}, {@code model}.
     */
    public static final String OPERATION = "openaiOperation";
    /** The failure behind the body of the answer; also set after a stream has begun, which reports it as an event. */
    public static final String FAILURE = "openaiFailure";
    /** {@code anthropic} if errors and models have the shape of Anthropic's API; else they have OpenAI's. */
    public static final String SURFACE = "openaiSurface";
    /** The conversation of a request, from a header of the client; a replica may be chosen by it. */
    public static final String SESSION = "openaiSession";
    /** True if nothing is sent to Triton. */
    public static final String RENDER = "openaiRender";

    /** The endpoint of Triton that is called: {@code generate}, {@code generate_stream} or {@code infer}. */
    public static final String ENDPOINT = "tritonEndpoint";

    /** True if OpenAI's limits apply even if backends accept more. */
    public static final String STRICT = "openaiStrictLimits";

    /** The API key of the request; an {@link io.openaitriton.access.KeyUse}. */
    public static final String KEY = "openaiKey";
    /** The key's name. */
    public static final String KEY_NAME = "openaiKeyName";

    private OpenAiProperties() {}
}
