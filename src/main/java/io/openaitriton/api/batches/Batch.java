package io.openaitriton.api.batches;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * A batch as {@code GET /v1/batches/{id}} describes it. Times are unix seconds, and null when they have not come.
 *
 * @param id {@code batch_...}
 * @param model that its lines name; null when they name none, and before they are checked
 * @param errors null if its lines have no errors
 * @param outputFileId results of lines that succeeded; null when there is none, or not yet
 * @param errorFileId outcomes of the other lines; null when there is none, or not yet
 */
@JsonPropertyOrder({
    "id",
    "object",
    "endpoint",
    "model",
    "errors",
    "input_file_id",
    "completion_window",
    "status",
    "output_file_id",
    "error_file_id"
})
public record Batch(
        String id,
        String endpoint,
        String model,
        BatchErrors errors,
        @JsonProperty("input_file_id") String inputFileId,
        @JsonProperty("completion_window") String completionWindow,
        BatchStatus status,
        @JsonProperty("output_file_id") String outputFileId,
        @JsonProperty("error_file_id") String errorFileId,
        @JsonProperty("created_at") long createdAt,
        @JsonProperty("in_progress_at") Long inProgressAt,
        @JsonProperty("expires_at") long expiresAt,
        @JsonProperty("finalizing_at") Long finalizingAt,
        @JsonProperty("completed_at") Long completedAt,
        @JsonProperty("failed_at") Long failedAt,
        @JsonProperty("expired_at") Long expiredAt,
        @JsonProperty("cancelling_at") Long cancellingAt,
        @JsonProperty("cancelled_at") Long cancelledAt,
        @JsonProperty("request_counts") BatchCounts requestCounts,
        Map<String, String> metadata) {

    @JsonProperty
    String object() {
        return "batch";
    }
}
