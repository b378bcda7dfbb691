package io.openaitriton.examples.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.ErrorResponse;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;

/**
 * What became of a request.
 *
 * @param status HTTP status that the core gave it
 * @param json the answer, or OpenAI's error object
 */
record KafkaOutcome(int status, byte[] json) {
    private static final int TOO_MANY = 429;
    private static final int TIMED_OUT = 504;

    static KafkaOutcome of(ApiException error) {
        try {
            return new KafkaOutcome(error.status(), OpenAiJson.mapper().writeValueAsBytes(ErrorResponse.of(error)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAnswer() {
        return status < 400;
    }

    /** Whether asking again may help; after a timeout it would cost as long again. */
    boolean isPassing() {
        return status == TOO_MANY || status >= 500 && status != TIMED_OUT;
    }
}
