package io.openaitriton.camel;

import org.apache.camel.Exchange;

/** What routes know of a request, as exchange properties that they may read and set. */
final class OpenAiProperties {
    /** The request, well-formed: a chat request, or one prompt of a completion request. */
    static final String REQUEST = "openaiRequest";
    /** The prompts of a completion request that has several. */
    static final String PROMPTS = "openaiPrompts";
    /** The model's name as the client wrote it, or null. */
    static final String MODEL = "openaiModel";
    /** The name of the model's route, when the request has the exact id of a model. */
    static final String ROUTE = "openaiRoute";
    /** True when the client wants a stream. */
    static final String STREAM = "openaiStream";
    /** {@code record} when the answer is to be a record, or an iterator of records for a stream. */
    static final String ANSWER_AS = "openaiAnswerAs";
    /** What the edge is that a request came in by: {@code chat}, {@code completions}, {@code render}, {@code models}, {@code model}. */
    static final String OPERATION = "openaiOperation";
    /** True when nothing is to be sent to Triton. */
    static final String RENDER = "openaiRender";

    /** True when a request must keep OpenAI's limits where backends take more. */
    static final String STRICT = "openaiStrictLimits";

    private OpenAiProperties() {}

    static void put(Exchange exchange, String model, Boolean stream, boolean strict) {
        exchange.setProperty(MODEL, model);
        exchange.setProperty(STREAM, stream);
        if (strict) {
            exchange.setProperty(STRICT, true);
        }
        if (Boolean.TRUE.equals(stream)
                && exchange.getProperty(ANSWER_AS) == null
                && exchange.getProperty(RENDER) == null) {
            OpenAiClient.awaitStream(exchange);
        }
    }
}
