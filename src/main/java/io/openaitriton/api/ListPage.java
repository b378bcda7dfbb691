package io.openaitriton.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A page of a list, in the form of OpenAI's cursor pages.
 *
 * @param hasMore whether there are more behind it
 * @param firstId null when the page is empty
 * @param lastId null when the page is empty; the {@code after} of the next page
 */
@JsonPropertyOrder({"object", "data", "first_id", "last_id", "has_more"})
public record ListPage<T>(
        List<T> data,
        @JsonProperty("first_id") String firstId,
        @JsonProperty("last_id") String lastId,
        @JsonProperty("has_more") boolean hasMore) {

    @JsonProperty
    String object() {
        return "list";
    }
}
