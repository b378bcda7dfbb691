package io.openaitriton.api.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A stored file as {@code GET /v1/files/{id}} describes it.
 *
 * @param id {@code file-...}
 * @param bytes length of its content
 * @param createdAt unix seconds
 * @param filename the name that its client gave it; never a path here
 * @param purpose {@code batch}, or {@code batch_output} for the results of a batch
 */
@JsonPropertyOrder({"id", "object", "bytes", "created_at", "filename", "purpose", "status"})
@JsonIgnoreProperties(ignoreUnknown = true)
public record FileObject(
        String id, long bytes, @JsonProperty("created_at") long createdAt, String filename, String purpose) {
    /** Of files that clients upload. */
    public static final String BATCH = "batch";
    /** Of the results of a batch. */
    public static final String BATCH_OUTPUT = "batch_output";

    @JsonProperty
    String object() {
        return "file";
    }

    /** Deprecated in OpenAI's API, but required by its typed clients. */
    @JsonProperty
    String status() {
        return "processed";
    }
}
