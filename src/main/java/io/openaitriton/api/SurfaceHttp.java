package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What differs between the APIs in HTTP, also for requests that reach no route: the header of the key, and the shape and headers of errors. */
public interface SurfaceHttp {
    /** Of OpenAI's API. */
    SurfaceHttp OPENAI = new SurfaceHttp() {
        @Override
        public String authorization(UnaryOperator<String> headers) {
            return headers.apply("Authorization");
        }

        @Override
        public Object error(ApiException failure, String requestId) {
            return ErrorResponse.of(failure);
        }

        @Override
        public byte[] errorEvent(ApiException failure) {
            return EventWriter.errorEvent(failure);
        }

        @Override
        public Map<String, String> errorHeaders(ApiException failure) {
            return failure.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.of();
        }
    };

    /**
     * The client's key, {@code Bearer KEY}; null if it sends none.
     *
     * @param headers gives the value of a request header, or null
     */
    String authorization(UnaryOperator<String> headers);

    /** HTTP status of an error answer. */
    default int status(ApiException failure) {
        return failure.status();
    }

    /**
     * The body of an error answer, as a record that {@link OpenAiJson} writes.
     *
     * @param requestId of the request, or null if it has none
     */
    Object error(ApiException failure, String requestId);

    /** The event that reports a failure after the first chunk of a stream. */
    byte[] errorEvent(ApiException failure);

    /** An additional header for the id of the request, next to {@code x-request-id}; null for none. */
    default String requestIdHeader() {
        return null;
    }

    /** Headers of an error answer. */
    Map<String, String> errorHeaders(ApiException failure);
}
