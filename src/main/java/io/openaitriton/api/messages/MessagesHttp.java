package io.openaitriton.api.messages;

import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.generation.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What this API has of its own in HTTP. */
public final class MessagesHttp implements SurfaceHttp {
    /** The only one. */
    public static final SurfaceHttp INSTANCE = new MessagesHttp();

    private static final String RETRY = "x-should-retry";

    private MessagesHttp() {}

    /** Clients send the key in either header; of both {@code x-api-key} counts. */
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
        // the SDKs try again after any status from 500 on unless this header says otherwise
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
