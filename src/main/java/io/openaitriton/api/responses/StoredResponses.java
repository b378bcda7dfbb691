package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers requests about stored responses: OpenAI's {@code GET /v1/responses/{id}} and the paths below it. */
public final class StoredResponses {
    /** The reason if a response is not found. */
    private static final String GONE = "It was never stored for this API key, was deleted, or has expired.";

    private static final int MOST_ITEMS = 100;
    private static final int USUAL_ITEMS = 20;
    private static final Set<String> INCLUDABLE = Set.of(
            "code_interpreter_call.outputs",
            "computer_call_output.output.image_url",
            "file_search_call.results",
            "message.input_image.image_url",
            "message.output_text.logprobs",
            "reasoning.encrypted_content",
            "web_search_call.action.sources",
            "web_search_call.results");

    private final ResponseArchive archive;

    /** @param archive that of the client who asks */
    public StoredResponses(ResponseArchive archive) {
        this.archive = archive;
    }

    /**
     * A stored response, as it was sent.
     *
     * @param query parameters of the URL
     * @throws ApiException 404; 400 for a parameter that cannot be kept; 503
     */
    public JsonNode get(String id, Map<String, List<String>> query) {
        checkInclude(query);
        if (Boolean.parseBoolean(last(query, "stream"))) {
            throw Invalid.unsupported("stream", "a stored response is sent whole. Leave the parameter out");
        }
        refuse(query, "starting_after", "a stored response is sent whole. Leave the parameter out");
        return StoredResponse.read(stored(id)).response();
    }

    /**
     * A page of the input items of a response, including those of the conversation before it.
     *
     * @throws ApiException 404; 400 for a parameter that cannot be kept; 503
     */
    public JsonNode inputItems(String id, Map<String, List<String>> query) {
        checkInclude(query);
        refuse(query, "before", "items are listed in one direction only. Use 'after'");
        int limit = limit(last(query, "limit"));
        String order = last(query, "order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw Invalid.value("order", "expected 'asc' or 'desc', but got '" + order + "'");
        }
        StoredResponse asked = StoredResponse.readItems(stored(id));
        InputItems items = new InputItems();
        List<byte[]> before = archive.read(asked.chain());
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) == null) {
                throw notFound(id, "An earlier response in its conversation was deleted or has expired.");
            }
            StoredResponse link = StoredResponse.readItems(before.get(i));
            items.addInput(asked.chain().get(i), link.input());
            items.addOutput(link.output());
        }
        items.addInput(id, asked.input());
        return items.page(limit, !"asc".equals(order), last(query, "after"));
    }

    /**
     * Refuses to cancel a response: each is generated while its client waits.
     *
     * @throws ApiException always: 404 or 400; 503
     */
    public void cancel(String id) {
        stored(id);
        throw ApiException.invalid(
                "background",
                "Cannot cancel a synchronous response: only responses with 'background: true' can be cancelled, and"
                        + " this server has none.");
    }

    /**
     * Deletes a response. Responses that continue it cannot be continued any more.
     *
     * @throws ApiException 404; 503
     */
    public JsonNode delete(String id) {
        if (!ResponseId.isOne(id) || !archive.delete(id)) {
            throw notFound(id, GONE);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "response")
                .put("deleted", true);
    }

    /** The same for a response of another client. */
    private static ApiException notFound(String id, String why) {
        return ApiException.of(
                404,
                "invalid_request_error",
                null,
                "response_not_found",
                "Response with id '" + id + "' not found. " + why,
                null);
    }

    private byte[] stored(String id) {
        byte[] stored = ResponseId.isOne(id) ? archive.read(List.of(id)).get(0) : null;
        if (stored == null) {
            throw notFound(id, GONE);
        }
        return stored;
    }

    private static int limit(String text) {
        if (text == null) {
            return USUAL_ITEMS;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ITEMS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Invalid.value("limit", "expected a whole number from 1 to " + MOST_ITEMS);
    }

    /** Stored responses are always sent whole, so known values of include change nothing. */
    private static void checkInclude(Map<String, List<String>> query) {
        for (String name : List.of("include", "include[]")) {
            for (String value : query.getOrDefault(name, List.of())) {
                if (!INCLUDABLE.contains(value)) {
                    throw Invalid.value("include", "'" + value + "' is unknown");
                }
            }
        }
    }

    private static void refuse(Map<String, List<String>> query, String name, String why) {
        if (last(query, name) != null) {
            throw Invalid.unsupported(name, why);
        }
    }

    private static String last(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }
}
