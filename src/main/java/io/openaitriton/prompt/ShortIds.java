package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Ids of calls for templates that take nine letters and digits and refuse everything else, as Mistral's do. The same id is always the same again. */
final class ShortIds {
    private static final int LENGTH = 9;

    private ShortIds() {}

    /** Null for null. */
    static String of(String id) {
        if (id == null) {
            return null;
        }
        String plain = id.replaceAll("[^a-zA-Z0-9]", "");
        return plain.length() < LENGTH
                ? "0".repeat(LENGTH - plain.length()) + plain
                : plain.substring(plain.length() - LENGTH);
    }

    /** Copies of these calls. */
    static List<JsonNode> of(List<JsonNode> calls) {
        return calls.stream().map(ShortIds::call).toList();
    }

    private static JsonNode call(JsonNode call) {
        if (!(call instanceof ObjectNode object) || !object.path("id").isTextual()) {
            return call;
        }
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        return copy.put("id", of(object.get("id").textValue()));
    }
}
