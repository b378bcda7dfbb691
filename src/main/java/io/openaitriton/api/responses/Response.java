package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * A response, complete or in progress. Source: OpenAI API reference, "The response object".
 *
 * @param id the same in all events of a stream
 * @param createdAt unix seconds
 * @param completedAt unix seconds, or null before its end
 * @param status {@code in_progress}, {@code completed}, {@code incomplete} or {@code failed}
 * @param error null unless it failed
 * @param incompleteDetails null unless it is incomplete
 * @param usage null before its end, and if unknown
 * @param echo what it repeats of its request
 */
@JsonPropertyOrder({
    "id",
    "object",
    "created_at",
    "completed_at",
    "status",
    "error",
    "incomplete_details",
    "model",
    "output",
    "usage"
})
public record Response(
        String id,
        @JsonProperty("created_at") long createdAt,
        @JsonProperty("completed_at") Long completedAt,
        String status,
        Failure error,
        @JsonProperty("incomplete_details") IncompleteDetails incompleteDetails,
        String model,
        List<OutputItem> output,
        ResponseUsage usage,
        @JsonUnwrapped Echo echo) {

    @JsonProperty
    String object() {
        return "response";
    }

    Response withOutput(List<OutputItem> items) {
        return new Response(id, createdAt, completedAt, status, error, incompleteDetails, model, items, usage, echo);
    }

    /** The same, which says that it is not stored. */
    Response notStored() {
        return new Response(
                id,
                createdAt,
                completedAt,
                status,
                error,
                incompleteDetails,
                model,
                output,
                usage,
                echo.withStore(false));
    }

    /** Why it failed. */
    public record Failure(String code, String message) {}

    /** Why it is incomplete: {@code max_output_tokens}. */
    public record IncompleteDetails(String reason) {}
}
