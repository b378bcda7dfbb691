package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;

/**
 * What stored responses add to a request: the conversation before it, and items that it only references.
 *
 * @param items of the conversation before it, inputs and outputs
 * @param chain ids of the responses that they are of
 * @param size bytes of JSON of these
 * @param input the request's own, with whole items instead of references; null for none
 */
record History(List<JsonNode> items, List<String> chain, long size, JsonNode input) {
    /** The field that errors name if the cause is in the earlier conversation. */
    static final String FIELD = "previous_response_id";

    /**
     * Reads it.
     *
     * @param archive null if nothing is stored
     * @throws ApiException 400 or 404, naming the field at fault; 503
     */
    static History of(ResponsesRequest request, ResponseArchive archive) {
        if (archive == null) {
            return new History(List.of(), List.of(), 0, request.input());
        }
        JsonNode input = ItemReferences.resolve(request.input(), archive);
        return request.previousResponseId() == null
                ? new History(List.of(), List.of(), 0, input)
                : before(request.previousResponseId(), input, archive);
    }

    private static History before(String id, JsonNode input, ResponseArchive archive) {
        byte[] last = ResponseId.isOne(id) ? archive.read(List.of(id)).get(0) : null;
        if (last == null) {
            throw notFound(id, "It was never stored for this API key, was deleted, or has expired.");
        }
        StoredResponse previous = StoredResponse.readItems(last);
        if (previous.status().equals("failed")) {
            throw Invalid.value(
                    FIELD, "response '" + id + "' failed and cannot be continued. Continue the response before it");
        }
        List<JsonNode> items = new ArrayList<>();
        for (byte[] stored : archive.read(previous.chain())) {
            if (stored == null) {
                throw notFound(id, "An earlier response in its conversation was deleted or has expired.");
            }
            StoredResponse.readItems(stored).addTo(items);
        }
        previous.addTo(items);
        List<String> chain = new ArrayList<>(previous.chain());
        chain.add(id);
        return new History(items, chain, previous.size(), input);
    }

    private static ApiException notFound(String id, String why) {
        return ApiException.of(
                400,
                "invalid_request_error",
                FIELD,
                "previous_response_not_found",
                "Previous response with id '" + id + "' not found. " + why + " Send the whole conversation as 'input'.",
                null);
    }

    /** The input as a list of items: a string is one message of the user's. */
    JsonNode inputItems() {
        if (input == null || !input.isTextual()) {
            return input == null || input.isNull() ? JsonNodeFactory.instance.arrayNode() : input;
        }
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        items.addObject().put("role", "user").put("content", input.textValue());
        return items;
    }
}
