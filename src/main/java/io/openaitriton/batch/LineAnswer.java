package io.openaitriton.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.ErrorResponse;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.RequestId;

/**
 * The answer to a line.
 *
 * @param status HTTP status
 * @param requestId by which the gateway's log knows the request
 * @param body JSON
 * @param retryAfter seconds after which the request may be made again; 0 when that is not told
 * @param last whether to make it again is of no use
 */
public record LineAnswer(int status, String requestId, byte[] body, int retryAfter, boolean last) {
    /** The answer to a line that asks for a stream. */
    static LineAnswer refusedStream() {
        ErrorResponse error = ErrorResponse.of(
                ApiException.invalid("stream", "A batch cannot stream: leave 'stream' out, or set it to false."));
        try {
            return new LineAnswer(400, RequestId.of(null), OpenAiJson.mapper().writeValueAsBytes(error), 0, true);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether there was no room: the model's, or in the limits of the key. */
    boolean isBusy() {
        return !last && (status == 503 || status == 429);
    }

    /** Whether the limits of the key said so, which come back with time. */
    boolean isLimited() {
        return status == 429;
    }
}
