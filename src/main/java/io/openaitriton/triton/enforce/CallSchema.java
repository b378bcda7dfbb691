package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Tool;
import java.util.List;
import java.util.Map;

/**
 * The JSON schema of an array of calls. Each is an object with {@code name} and {@code parameters}, as in vLLM's own server, which enforces {@code tool_choice:
 * required} in this way.
 */
final class CallSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode definitions = JSON.objectNode();

    private CallSchema() {}

    /** Schema of a tool's arguments: an object without members for a tool without arguments. */
    static JsonNode parameters(Tool tool) {
        JsonNode parameters = tool.parameters();
        return parameters == null || parameters.isEmpty()
                ? JSON.objectNode().put("type", "object").set("properties", JSON.objectNode())
                : parameters;
    }

    /**
     * The schema of calls of these tools.
     *
     * @throws ApiException 400, if two tools define different schemas with the same name
     */
    static JsonNode of(List<Tool> tools, boolean parallel) {
        return new CallSchema().array(tools, parallel);
    }

    private JsonNode array(List<Tool> tools, boolean parallel) {
        ObjectNode array = JSON.objectNode().put("type", "array").put("minItems", 1);
        if (!parallel) {
            array.put("maxItems", 1);
        }
        ObjectNode items = array.putObject("items").put("type", "object");
        var calls = items.putArray("anyOf");
        for (int i = 0; i < tools.size(); i++) {
            Tool tool = tools.get(i);
            ObjectNode call = calls.addObject();
            ObjectNode properties = call.putObject("properties");
            properties.putObject("name").put("type", "string").putArray("enum").add(tool.name());
            properties.set("parameters", moved(i, tool));
            call.putArray("required").add("name").add("parameters");
        }
        definitions.properties().forEach(kind -> array.set(kind.getKey(), kind.getValue()));
        return array;
    }

    /** The schema of a tool at its place in the array's schema, with its definitions moved to the top, where its references expect them. */
    private JsonNode moved(int index, Tool tool) {
        JsonNode parameters = parameters(tool);
        References references = new References(parameters);
        if (references.areToDefinitionsOnly()) {
            ObjectNode own = (ObjectNode) parameters.deepCopy();
            for (String kind : References.DEFINITIONS) {
                JsonNode defined = own.remove(kind);
                if (defined != null) {
                    defined.properties().forEach(entry -> define(index, tool, kind, entry));
                }
            }
            return own;
        }
        // a schema that refers to itself is a definition: xgrammar follows no reference into an array
        String name = freeName(tool.name());
        JsonNode own = references.within("#/$defs/" + name);
        definitions.withObjectProperty("$defs").set(name, own);
        return JSON.objectNode().put("$ref", "#/$defs/" + name);
    }

    private String freeName(String wanted) {
        String name = wanted;
        while (definitions.path("$defs").has(name)) {
            name += "_";
        }
        return name;
    }

    private void define(int index, Tool tool, String kind, Map.Entry<String, JsonNode> entry) {
        JsonNode before = definitions.withObjectProperty(kind).putIfAbsent(entry.getKey(), entry.getValue());
        if (before != null && !before.equals(entry.getValue())) {
            String field = "tools[" + index + "].function.parameters." + kind + "." + entry.getKey();
            throw ApiException.invalid(
                    field,
                    "Invalid '" + field + "': the tool '" + tool.name() + "' and an earlier tool define '"
                            + entry.getKey()
                            + "' differently, which 'tool_choice' cannot enforce together. Rename one of the"
                            + " definitions.");
        }
    }
}
