package io.openaitriton.simulator;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A generate or generate_stream request as it arrived.
 *
 * @param method HTTP method, always {@code POST}
 * @param path path with query string, not decoded
 * @param headers request headers, names in lower case; of a repeated header the last value
 * @param body request body, decoded as UTF-8; of a body over 64 MiB the first 64 MiB
 * @param disconnected completes with the {@link System#nanoTime()} at which the client closed its connection before
 *     the response had ended; never completes when the response ended first
 */
public record RecordedRequest(
        String method, String path, Map<String, String> headers, String body, CompletionStage<Long> disconnected) {

    public RecordedRequest {
        headers = Map.copyOf(headers);
    }
}
