package io.openaitriton.batch;

import io.openaitriton.api.ErrorResponse;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.RequestId;

/**
 * The answer to a line.
 *
 * @param status HTTP status
 * @param requestId the request's id in the gateway's log
 * @param body JSON
 * @param retryAfter seconds after which the request may be retried; 0 if unknown
 * @param last whether a retry is useless
 */
public record LineAnswer(int status, String requestId, byte[] body, int retryAfter, boolean last) {
    /** The answer to a line that asks for a stream. */
    static LineAnswer refusedStream() {
        ErrorResponse error = ErrorResponse.of(
                ApiException.invalid("stream", "A batch cannot stream: leave 'stream' out, or set it to false."));
        return new LineAnswer(400, RequestId.of(null), OpenAiJson.bytes(error), 0, true);
    }

    /** Whether the model or the key's limits had no room. */
    boolean isBusy() {
        return !last && (status == 503 || status == 429);
    }

    /** Whether the key's limits refused it, which refill over time. */
    boolean isLimited() {
        return status == 429;
    }
}
