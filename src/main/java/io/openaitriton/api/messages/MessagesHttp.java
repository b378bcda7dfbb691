package io.openaitriton.api.messages;

import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.generation.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What differs in this API's HTTP. */
public final class MessagesHttp implements SurfaceHttp {
    /** The only one. */
    public static final SurfaceHttp INSTANCE = new MessagesHttp();

    private static final String RETRY = "x-should-retry";

    private MessagesHttp() {}

    /** Clients send the key in either header; if both are present, {@code x-api-key} counts. */
    @Override
    public String authorization(UnaryOperator<String> headers) {
        String key = headers.apply("x-api-key");
        return key == null || key.isBlank() ? headers.apply("Authorization") : "Bearer " + key;
    }

    @Override
    public int status(ApiException failure) {
        return MessagesError.status(failure);
    }

    @Override
    public Object error(ApiException failure, String requestId) {
        return MessagesError.of(failure, requestId);
    }

    @Override
    public byte[] errorEvent(ApiException failure) {
        return MessageEventWriter.bytes("error", MessagesError.of(failure, null));
    }

    @Override
    public Map<String, String> errorHeaders(ApiException failure) {
        // the SDKs retry after any status from 500 up unless this header forbids it
        return switch (failure.status()) {
            case 501 -> Map.of(RETRY, "false");
            case 503 -> Map.of(RETRY, "true");
            default -> Map.of();
        };
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }
}
