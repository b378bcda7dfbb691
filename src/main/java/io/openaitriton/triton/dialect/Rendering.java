package io.openaitriton.triton.dialect;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.triton.GenerateRequest;

/**
 * What would be sent to Triton for a request: the answer of {@code POST /v1/chat/completions/render}, which is the gateway's
 * own.
 *
 * @param model name of the model that the request was routed to
 * @param dialect how its backend is spoken to
 * @param endpoint {@code generate} or {@code generate_stream}
 * @param prompt the text that the model would be given
 * @param request the whole body, the prompt among it
 */
@JsonPropertyOrder({"model", "dialect", "endpoint", "prompt", "request"})
public record Rendering(String model, String dialect, String endpoint, String prompt, GenerateRequest request) {

    /** What this call would send to a model. */
    public static Rendering of(GenerateCall call, String model) {
        return new Rendering(model, call.dialect().id(), call.endpoint(), call.prompt(), call.request());
    }
}
