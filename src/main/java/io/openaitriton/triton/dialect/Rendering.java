package io.openaitriton.triton.dialect;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.triton.GenerateRequest;

/**
 * The request that would be sent to Triton: the answer of {@code POST /v1/chat/completions/render}, an endpoint of the gateway's
 * own.
 *
 * @param model name of the model that the request was routed to
 * @param dialect the dialect of its backend
 * @param endpoint {@code generate} or {@code generate_stream}
 * @param prompt the text for the model
 * @param request the whole body, including the prompt
 */
@JsonPropertyOrder({"model", "dialect", "endpoint", "prompt", "request"})
public record Rendering(String model, String dialect, String endpoint, String prompt, GenerateRequest request) {

    /** The rendering of a call. */
    public static Rendering of(GenerateCall call, String model) {
        return new Rendering(
                model, call.dialect().id(), call.endpoint(), call.prompt().toString(), call.request());
    }
}
