package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Reads a request's tools, objects in an array. Long arrays that were read before give the same objects again, which nobody can change. */
public final class RepeatedTools extends JsonDeserializer<List<JsonNode>> {
    /** Bytes of tools to keep; their objects, and what is made of them, take some ten times as much memory. */
    private static final int KEPT = 2 * 1024 * 1024;

    /** Arrays are looked up by this many first bytes; shorter ones are parsed faster than found. */
    private static final int HEAD = 2048;

    /** Most arrays with the same first bytes, such as those of an agent with different tools at the end. */
    private static final int ALIKE = 8;

    private static final RepeatedJson<List<JsonNode>> KNOWN = new RepeatedJson<>(HEAD, ALIKE, KEPT, dropped -> {});
    private static final JavaType OBJECTS =
            TypeFactory.defaultInstance().constructCollectionType(List.class, ObjectNode.class);

    @Override
    public List<JsonNode> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!(parser instanceof RequestParser request) || !parser.isExpectedStartArrayToken()) {
            return read(parser, context);
        }
        List<JsonNode> known = request.again(KNOWN);
        if (known != null) {
            return known;
        }
        int from = request.position() - 1;
        return request.note(KNOWN, from, read(parser, context));
    }

    private static List<JsonNode> read(JsonParser parser, DeserializationContext context) throws IOException {
        return Collections.unmodifiableList(context.<List<JsonNode>>readValue(parser, OBJECTS));
    }
}
