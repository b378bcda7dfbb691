package io.openaitriton.api.rerank;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import java.io.UncheckedIOException;

/** The answer to a {@link PairRequest}. */
public interface PairAnswer {
    /** Its JSON. */
    default byte[] json() {
        try {
            return OpenAiJson.mapper().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
