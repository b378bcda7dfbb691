package io.openaitriton.call;

import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.api.messages.MessagesHttp;
import io.openaitriton.api.responses.ResponsesHttp;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.observe.Operation;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;

/** The API that a request belongs to, by the operation that its edge names. */
public final class Surfaces {
    /** The header that identifies clients of Anthropic's API. */
    private static final String VERSION = "anthropic-version";

    private Surfaces() {}

    /** The surface of the edge at which an exchange arrived; OpenAI's if another application has the edge. */
    public static SurfaceHttp of(Exchange exchange) {
        return "anthropic".equals(exchange.getProperty(OpenAiProperties.SURFACE))
                ? MessagesHttp.INSTANCE
                : of(Operation.of(exchange.getProperty(OpenAiProperties.OPERATION, String.class)), name -> null);
    }

    /**
     * The surface of an operation. Clients of both APIs list the models, and either may request an unknown path.
     *
     * @param headers gives the value of a request header, or null
     */
    public static SurfaceHttp of(Operation operation, UnaryOperator<String> headers) {
        return switch (operation) {
            case RESPONSES -> ResponsesHttp.INSTANCE;
            case CHAT, COMPLETIONS, RENDER, RESPONSE, FILES, BATCHES, EMBEDDINGS, RERANK, SCORE, PAGE_API ->
                SurfaceHttp.OPENAI;
            case MESSAGES, COUNT_TOKENS -> MessagesHttp.INSTANCE;
            case MODELS, MODEL, PAGE, OTHER ->
                headers.apply(VERSION) == null ? SurfaceHttp.OPENAI : MessagesHttp.INSTANCE;
        };
    }
}
