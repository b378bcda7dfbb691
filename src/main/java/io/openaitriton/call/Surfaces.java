package io.openaitriton.call;

import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.api.responses.ResponsesHttp;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.observe.Operation;
import org.apache.camel.Exchange;

/** The API that a request belongs to, by the operation that its edge names. */
public final class Surfaces {
    private Surfaces() {}

    /** Of the edge that an exchange came in by. Where another application has the edge, OpenAI's. */
    public static SurfaceHttp of(Exchange exchange) {
        return of(Operation.of(exchange.getProperty(OpenAiProperties.OPERATION, String.class)));
    }

    /** Of an operation. */
    public static SurfaceHttp of(Operation operation) {
        return switch (operation) {
            case RESPONSES -> ResponsesHttp.INSTANCE;
            case CHAT, COMPLETIONS, RENDER, MODELS, MODEL, OTHER -> SurfaceHttp.OPENAI;
        };
    }
}
