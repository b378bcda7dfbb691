package io.openaitriton.api.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * All models as Anthropic's API lists them, on one page.
 *
 * @param firstId null when there is none
 * @param lastId null when there is none
 */
public record AnthropicModelList(
        List<AnthropicModel> data,
        @JsonProperty("has_more") boolean hasMore,
        @JsonProperty("first_id") String firstId,
        @JsonProperty("last_id") String lastId) {

    /** The same models. */
    public static AnthropicModelList of(ModelList list) {
        List<AnthropicModel> models =
                list.data().stream().map(AnthropicModel::of).toList();
        return new AnthropicModelList(
                models,
                false,
                models.isEmpty() ? null : models.get(0).id(),
                models.isEmpty() ? null : models.get(models.size() - 1).id());
    }
}
