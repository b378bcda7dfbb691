package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A list of calls under a schema that demands one: each item names a tool and has its arguments. */
final class RequiredCalls {
    private static final List<String> ARGUMENTS = List.of("parameters", "arguments");

    private RequiredCalls() {}

    /** Whether the schema is such a list. */
    static boolean matches(JsonNode schema) {
        return schema.path("type").asText().equals("array") && !tools(schema).isEmpty();
    }

    /** @param fitting tools that the user's message is about, best first */
    static ArrayNode of(JsonNode schema, List<OfferedTool> fitting, CallMarkers markers, String folder) {
        List<OfferedTool> tools = tools(schema);
        List<OfferedTool> chosen = new ArrayList<>();
        for (OfferedTool tool : fitting) {
            tools.stream().filter(one -> one.name().equals(tool.name())).forEach(chosen::add);
        }
        if (chosen.isEmpty()) {
            chosen.add(tools.get(0));
        }
        int least = Math.max(1, schema.path("minItems").asInt(1));
        int count = Math.max(least, markers.calls() == null ? 1 : markers.calls());
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Math.min(count, schema.path("maxItems").asInt(count)); i++) {
            OfferedTool tool = chosen.get(i % chosen.size());
            JsonNode item = options(schema).get(tool.end());
            ObjectNode call = calls.addObject().put("name", tool.name());
            for (String arguments : ARGUMENTS) {
                if (item.path("properties").has(arguments)) {
                    call.set(
                            arguments,
                            SchemaValue.arguments(withRoot(tool, schema), new Hints(markers.message(), folder, i)));
                }
            }
        }
        return calls;
    }

    /** References are to definitions of the whole schema. */
    private static JsonNode withRoot(OfferedTool tool, JsonNode schema) {
        ObjectNode parameters =
                tool.parameters().isObject() ? tool.parameters().deepCopy() : JsonNodeFactory.instance.objectNode();
        for (String definitions : List.of("$defs", "definitions")) {
            if (schema.has(definitions)) {
                parameters.set(definitions, schema.get(definitions));
            }
        }
        return parameters;
    }

    /** The tools that items may name; where each of them ends is its place among the options. */
    private static List<OfferedTool> tools(JsonNode schema) {
        List<OfferedTool> tools = new ArrayList<>();
        List<JsonNode> options = options(schema);
        for (int i = 0; i < options.size(); i++) {
            JsonNode properties = options.get(i).path("properties");
            JsonNode name = properties.path("name");
            String called = name.path("enum").has(0)
                    ? name.get("enum").get(0).asText()
                    : name.path("const").asText();
            JsonNode parameters =
                    properties.has("parameters") ? properties.get("parameters") : properties.get("arguments");
            if (!called.isEmpty() && parameters != null) {
                tools.add(new OfferedTool(called, parameters.path("description").asText(), parameters, i));
            }
        }
        return tools;
    }

    private static List<JsonNode> options(JsonNode schema) {
        JsonNode items = schema.path("items");
        JsonNode any = items.has("anyOf") ? items.get("anyOf") : items.path("oneOf");
        List<JsonNode> options = new ArrayList<>();
        any.forEach(options::add);
        return options.isEmpty() ? List.of(items) : options;
    }
}
