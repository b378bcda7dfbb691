package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The answer to a request for embeddings.
 *
 * @param data a vector for each input, in their order
 * @param usage null where nobody counts tokens
 */
@JsonPropertyOrder({"object", "data", "model", "usage"})
public record EmbeddingList(
        List<Embedding> data,
        String model,
        @JsonInclude(JsonInclude.Include.NON_NULL) EmbeddingUsage usage) {

    @JsonProperty
    String object() {
        return "list";
    }

    /** Its JSON. A buffer that grows would copy megabytes. */
    public byte[] json() {
        int size = 256;
        for (Embedding embedding : data) {
            size = Math.addExact(size, embedding.jsonSize());
        }
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(null, size);
                JsonGenerator json = OpenAiJson.mapper().createGenerator(bytes)) {
            json.writePOJO(this);
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
