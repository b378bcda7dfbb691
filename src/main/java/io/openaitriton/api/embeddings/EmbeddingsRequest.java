package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.StickyFields;
import java.util.HashMap;
import java.util.Map;

/**
 * The body of {@code POST /v1/embeddings}. Source: OpenAI API reference, "Create embeddings".
 *
 * @param input a text, texts, tokens, or the tokens of several; null when it was left out
 * @param encodingFormat {@code float} or {@code base64}
 * @param dimensions numbers of a vector
 * @param user who asks, as the client calls them
 * @param others what else the client sent
 */
public record EmbeddingsRequest(
        String model,
        EmbeddingsInput input,
        @JsonProperty("encoding_format") String encodingFormat,
        Integer dimensions,
        String user,
        @JsonAnySetter Map<String, JsonNode> others)
        implements StickyFields {

    public EmbeddingsRequest {
        others = others == null ? new HashMap<>() : others;
    }

    /** Whether vectors are written as base64 of their bytes. */
    public boolean base64() {
        return "base64".equals(encodingFormat);
    }
}
