package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.response.Writing;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of families that write each parameter between tags, in the order of the schema. xgrammar has formats for some of
 * these families, but in its older
 * releases they allow no quotes in a text.
 */
final class ParameterTags {
    /** Almost nothing, where xgrammar requires something. */
    private static final String BLANK = "[ \\n]{0,1}";

    private final Writing.Calls writing;
    private final JsonNode schema;

    ParameterTags(Writing.Calls writing, JsonNode schema) {
        this.writing = writing;
        this.schema = schema;
    }

    JsonNode arguments() {
        List<JsonNode> parameters = new ArrayList<>();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            JsonNode tag = parameter(property.getKey(), property.getValue());
            parameters.add(required.contains(property.getKey()) ? tag : Tags.anyOf(List.of(tag, Tags.regex(BLANK))));
        });
        return parameters.isEmpty() ? Tags.regex(BLANK) : Tags.sequence(parameters.toArray(JsonNode[]::new));
    }

    private JsonNode parameter(String name, JsonNode value) {
        boolean text = isText(value);
        return Tags.tag(
                writing.parameterBegin().replace("{key}", name).replace("{string}", String.valueOf(text)),
                text ? text(value) : Tags.json(withDefinitions(value)),
                writing.parameterEnd());
    }

    /** A string is written raw between the tags, so no pattern or length can be enforced. */
    private static JsonNode text(JsonNode value) {
        List<JsonNode> choices = new ArrayList<>();
        value.path("enum").forEach(choice -> choices.add(Tags.constant(choice.asText())));
        return choices.isEmpty() ? Tags.anyText() : Tags.anyOf(choices);
    }

    /** True for a possible string: the parser also reads a parameter without a type as a string. */
    private boolean isText(JsonNode value) {
        JsonNode type = value.path("type");
        if (type.isTextual()) {
            return type.textValue().equals("string");
        }
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (one.asText().equals("string")) {
                    return true;
                }
            }
            return false;
        }
        for (String key : List.of("anyOf", "oneOf")) {
            if (value.has(key)) {
                for (JsonNode one : value.get(key)) {
                    if (isText(one)) {
                        return true;
                    }
                }
                return false;
            }
        }
        return !value.has("$ref") || isText(referred(value.get("$ref").asText()));
    }

    private JsonNode referred(String reference) {
        JsonNode found = reference.matches("#(/.+)") ? schema.at(reference.substring(1)) : schema;
        // a chain of references may be circular
        return found.has("$ref") ? BooleanNode.TRUE : found;
    }

    private JsonNode withDefinitions(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode whole = value.deepCopy();
        for (String kind : References.DEFINITIONS) {
            if (schema.has(kind)) {
                whole.set(kind, schema.get(kind));
            }
        }
        return whole;
    }
}
