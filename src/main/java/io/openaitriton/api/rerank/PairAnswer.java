package io.openaitriton.api.rerank;

import io.openaitriton.api.OpenAiJson;

/** The answer to a {@link PairRequest}. */
public interface PairAnswer {
    /** Its JSON. */
    default byte[] json() {
        return OpenAiJson.bytes(this);
    }
}
