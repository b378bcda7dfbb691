package io.openaitriton.examples.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads lines of a batch file, and finds what is wrong with them. Remembers their ids, since none may come twice. */
final class LineParser {
    private final IdSet customIds = new IdSet();
    private final String fingerprint;

    LineParser(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    BatchLine parse(long number, byte[] text, boolean tooLong) {
        BatchLine line = new BatchLine(number, id(fingerprint, number), null, null, null, null);
        if (tooLong) {
            return line.withError("line_too_long", "longer than " + text.length + " bytes");
        }
        if (new String(text, StandardCharsets.UTF_8).isBlank()) {
            return line.withError("empty_line", "empty");
        }
        try {
            return check(line, OpenAiJson.mapper().readTree(text));
        } catch (JsonProcessingException e) {
            return line.withError("invalid_json_line", "not JSON");
        } catch (IOException e) {
            return line.withError("invalid_json_line", "not UTF-8");
        }
    }

    /** The id of a line in the results. */
    static String id(String fingerprint, long number) {
        return "batch_req_" + fingerprint + "_" + number;
    }

    private BatchLine check(BatchLine line, JsonNode json) throws JsonProcessingException {
        if (!json.isObject()) {
            return line.withError("invalid_json_line", "expected a JSON object");
        }
        String customId = json.path("custom_id").textValue();
        if (customId == null || customId.isEmpty()) {
            return line.withError("missing_custom_id", "custom_id: expected a string");
        }
        String url = json.path("url").textValue();
        JsonNode body = json.path("body");
        BatchLine named = new BatchLine(
                line.number(), line.id(), customId, url, OpenAiJson.mapper().writeValueAsBytes(body), null);
        if (!customIds.add(customId)) {
            return named.withError("duplicate_custom_id", "custom_id: '" + customId + "' was in a line before");
        }
        if (!"POST".equals(json.path("method").textValue())) {
            return named.withError("invalid_method", "method: expected POST");
        }
        if (url == null) {
            return named.withError("invalid_url", "url: expected a string");
        }
        if (!body.isObject()) {
            return named.withError("invalid_body", "body: expected an object");
        }
        if (body.path("stream").asBoolean()) {
            return named.withError("stream_not_supported", "body.stream: a batch has no streams");
        }
        return named;
    }
}
