package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.openaitriton.generation.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Resolves items that a request references by id, as the AI SDK does. The id of an item leads to its response. */
final class ItemReferences {
    private final ResponseArchive archive;
    private final Map<String, StoredResponse> responses = new HashMap<>();
    private long size;

    private ItemReferences(ResponseArchive archive) {
        this.archive = archive;
    }

    /**
     * The input with the items themselves.
     *
     * @throws ApiException 404 for one that is not there, naming it; 503
     */
    static JsonNode resolve(JsonNode input, ResponseArchive archive) {
        if (input == null || !input.isArray()) {
            return input;
        }
        ItemReferences references = null;
        ArrayNode resolved = null;
        for (int i = 0; i < input.size(); i++) {
            if (isReference(input.get(i))) {
                references = references == null ? new ItemReferences(archive) : references;
                resolved = resolved == null ? ((ArrayNode) input).deepCopy() : resolved;
                resolved.set(i, references.item("input[" + i + "]", input.get(i)));
            }
        }
        return resolved == null ? input : resolved;
    }

    /** Whether an item is only an id. */
    static boolean isReference(JsonNode item) {
        return item.isObject()
                && (item.path("type").asText().equals("item_reference")
                        || !Invalid.isThere(item.get("type")) && !item.has("role") && item.has("id"));
    }

    private JsonNode item(String at, JsonNode reference) {
        String id = Invalid.text(at, reference, "id");
        ResponseId.Item place = ResponseId.Item.of(id);
        StoredResponse response = place == null ? null : response(at, place.response());
        JsonNode item = response == null
                ? null
                : place.input()
                        ? response.input().get(place.index())
                        : response.output().get(place.index());
        if (item == null || !place.input() && !item.path("id").asText().equals(id)) {
            throw ApiException.of(
                    404,
                    "invalid_request_error",
                    at,
                    "item_not_found",
                    "Item with id '" + id + "' ('" + at
                            + "') not found: its response was not stored for this API key, was deleted, or has"
                            + " expired. Send the whole item; the AI SDK does so with 'store: false'.",
                    null);
        }
        return item;
    }

    private StoredResponse response(String at, String id) {
        if (!responses.containsKey(id)) {
            byte[] stored = archive.read(List.of(id)).get(0);
            StoredResponse response = stored == null ? null : StoredResponse.readItems(stored);
            size += response == null ? 0 : response.size();
            if (size > archive.largest()) {
                throw Invalid.value(at, "the items that this input refers to are too large in total. Refer to fewer");
            }
            responses.put(id, response);
        }
        return responses.get(id);
    }
}
