package io.openaitriton.observe.trace;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Usage;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.RequestObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/**
 * Adds attributes to the current span when the answer is made: Camel's tracer begins a span for each request, and another for the
 * call to Triton. Attributes are those of OpenTelemetry's semantic conventions for generative AI.
 */
public final class RequestTraces implements RequestObserver {
    @Override
    public void answered(Observation request) {
        Span span = Span.current();
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute("openai.request.id", request.id());
        if (request.operation().genAi() != null) {
            span.setAttribute("gen_ai.operation.name", request.operation().genAi());
            span.setAttribute("gen_ai.provider.name", "nvidia.triton");
        }
        if (request.model() != null) {
            if (request.operation().genAi() != null) {
                span.updateName(request.operation().genAi() + " " + request.model());
            }
            span.setAttribute("gen_ai.request.model", request.model());
            span.setAttribute("openai.triton.dialect", request.dialect());
        }
        Usage usage = request.usage();
        if (usage != null) {
            span.setAttribute("gen_ai.usage.input_tokens", usage.promptTokens());
            span.setAttribute("gen_ai.usage.output_tokens", usage.completionTokens());
        }
        failure(span, request.failure());
    }

    private static void failure(Span span, ApiException failure) {
        if (failure != null) {
            String code = failure.code();
            span.setAttribute("error.type", code == null ? Integer.toString(failure.status()) : code);
            span.setAttribute("http.response.status_code", failure.status());
            if (failure.status() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
        }
    }
}
