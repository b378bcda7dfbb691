package io.openaitriton.exchange;

/** What routes know of a request, as exchange properties that they may read and set. */
public final class OpenAiProperties {
    /** The request, well-formed: a chat request, or one prompt of a completion request. */
    public static final String REQUEST = "openaiRequest";
    /** The prompts of a completion request that has several. */
    public static final String PROMPTS = "openaiPrompts";
    /** The model's name as the client wrote it, or null. */
    public static final String MODEL = "openaiModel";
    /** The name of the route of the model that answers to {@link #MODEL}, or null. */
    public static final String ROUTE = "openaiRoute";
    /** True when the client wants a stream. */
    public static final String STREAM = "openaiStream";
    /** {@code record} when the answer is to be a record, or an iterator of records for a stream. */
    public static final String ANSWER_AS = "openaiAnswerAs";
    /** What the edge is that a request came in by: {@code chat}, {@code completions}, {@code responses}, {@code response}, {@code messages}, {@code embeddings}, {@code rerank}, {@code score}, {@code files}, {@code batches}, {@code count_tokens}, {@code render}, {@code models}, {@code model}. */
    public static final String OPERATION = "openaiOperation";
    /** The failure that the body of the answer is made of; for a stream that has begun, which tells it in its own way. */
    public static final String FAILURE = "openaiFailure";
    /** {@code anthropic} when errors are told, and models listed, as Anthropic's API has it; else as OpenAI's. */
    public static final String SURFACE = "openaiSurface";
    /** The conversation that a request belongs to, by a header of the client's; may choose a replica. */
    public static final String SESSION = "openaiSession";
    /** True when nothing is to be sent to Triton. */
    public static final String RENDER = "openaiRender";

    /** The endpoint of Triton that is called: {@code generate}, {@code generate_stream} or {@code infer}. */
    public static final String ENDPOINT = "tritonEndpoint";

    /** True when a request must keep OpenAI's limits where backends take more. */
    public static final String STRICT = "openaiStrictLimits";

    /** The API key that the request came with; an {@link io.openaitriton.access.KeyUse}. */
    public static final String KEY = "openaiKey";
    /** The key's name. */
    public static final String KEY_NAME = "openaiKeyName";

    private OpenAiProperties() {}
}
