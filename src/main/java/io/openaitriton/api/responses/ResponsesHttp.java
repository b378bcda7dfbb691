package io.openaitriton.api.responses;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.generation.ApiException;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

/** This API in HTTP: OpenAI's errors, except in streams. */
public final class ResponsesHttp implements SurfaceHttp {
    /** The only one. */
    public static final SurfaceHttp INSTANCE = new ResponsesHttp();

    private ResponsesHttp() {}

    @Override
    public String authorization(UnaryOperator<String> headers) {
        return OPENAI.authorization(headers);
    }

    @Override
    public Object error(ApiException failure, String requestId) {
        return OPENAI.error(failure, requestId);
    }

    /** For a stream with nothing but comments so far: the client has not seen the response begin. */
    @Override
    public byte[] errorEvent(ApiException failure) {
        AnswerHead head = new AnswerHead(ResponseId.random(), Instant.now().getEpochSecond(), "");
        ResponseEvents events = new ResponseEvents(
                head,
                Echo.none(),
                new Items(head.id(), ToolTable.of(null, false, new Places()), false),
                () -> Instant.now().getEpochSecond(),
                UnaryOperator.identity());
        events.fail(failure);
        return events.take();
    }

    @Override
    public Map<String, String> errorHeaders(ApiException failure) {
        return OPENAI.errorHeaders(failure);
    }
}
