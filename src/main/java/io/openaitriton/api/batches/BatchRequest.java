package io.openaitriton.api.batches;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import java.util.Map;

/**
 * The body of {@code POST /v1/batches}.
 *
 * @param endpoint the path that all lines are requests to
 * @param completionWindow {@code 24h}
 * @param outputExpiresAfter not supported: files stay until they are deleted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BatchRequest(
        @JsonProperty("input_file_id") String inputFileId,
        String endpoint,
        @JsonProperty("completion_window") String completionWindow,
        Map<String, String> metadata,
        @JsonProperty("output_expires_after") JsonNode outputExpiresAfter) {
    /** The one that there is. */
    public static final String WINDOW = "24h";

    private static final int MAX_METADATA = 16;
    private static final int MAX_KEY = 64;
    private static final int MAX_VALUE = 512;

    /** @throws ApiException 400, naming the first field at fault */
    public void check() {
        require("input_file_id", inputFileId);
        require("endpoint", endpoint);
        require("completion_window", completionWindow);
        if (!completionWindow.equals(WINDOW)) {
            throw ApiException.invalid(
                    "completion_window",
                    "Invalid 'completion_window': expected '24h', but got '" + completionWindow + "'.");
        }
        if (outputExpiresAfter != null && !outputExpiresAfter.isNull()) {
            throw ApiException.invalid(
                    "output_expires_after",
                    "'output_expires_after' is not supported: the files of a batch are kept until they are deleted."
                            + " Leave the field out.");
        }
        if (metadata != null) {
            checkMetadata();
        }
    }

    private static void require(String name, String value) {
        if (value == null || value.isEmpty()) {
            throw ApiException.invalid(name, "Missing required parameter: '" + name + "'.");
        }
    }

    private void checkMetadata() {
        boolean fits = metadata.size() <= MAX_METADATA
                && metadata.entrySet().stream()
                        .allMatch(entry -> entry.getKey().length() <= MAX_KEY
                                && entry.getValue() != null
                                && entry.getValue().length() <= MAX_VALUE);
        if (!fits) {
            throw ApiException.invalid(
                    "metadata",
                    "Invalid 'metadata': expected at most " + MAX_METADATA + " strings of up to " + MAX_VALUE
                            + " characters, with keys of up to " + MAX_KEY + ".");
        }
    }
}
