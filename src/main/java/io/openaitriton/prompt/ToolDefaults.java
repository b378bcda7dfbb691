package io.openaitriton.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Defaults for parts of a tool's definition that OpenAI's API makes optional, for templates that fail without them. Other
 * templates get definitions as the client wrote them.
 *
 * @param ofTools the template fails for a tool without a description or parameters
 * @param ofProperties it fails for a parameter without a description
 */
record ToolDefaults(boolean ofTools, boolean ofProperties) {
    private static final String NAME = ContentShapes.FIRST;
    private static final List<Map<String, Object>> HELLO = List.of(TemplateProbe.message("user", "Hello"));

    static ToolDefaults of(TemplateProbe probe) {
        Map<String, Object> property = Map.of("type", "string");
        if (fails(probe, "", parameters(described(property)))) {
            // it fails for every tool, or is given none
            return new ToolDefaults(false, false);
        }
        return new ToolDefaults(
                fails(probe, null, parameters(described(property))) || fails(probe, "", null) || failsForMissing(probe),
                fails(probe, "", parameters(property)));
    }

    /** The tools, with what the template needs. */
    List<Object> complete(List<Object> tools) {
        return ofTools || ofProperties ? tools.stream().map(this::complete).toList() : tools;
    }

    private Object complete(Object tool) {
        if (!(tool instanceof Map<?, ?> given) || !(given.get("function") instanceof Map<?, ?> function)) {
            return tool;
        }
        Map<String, Object> complete = copy(given);
        Map<String, Object> copy = copy(function);
        if (ofTools) {
            complete.putIfAbsent("type", "function");
            putIfNull(copy, "description", "");
            putIfNull(copy, "parameters", Map.of("type", "object"));
        }
        if (copy.get("parameters") instanceof Map<?, ?> parameters) {
            copy.put("parameters", completeParameters(parameters));
        }
        complete.put("function", copy);
        return complete;
    }

    private Map<String, Object> completeParameters(Map<?, ?> parameters) {
        Map<String, Object> complete = copy(parameters);
        if (ofTools) {
            putIfNull(complete, "type", "object");
            putIfNull(complete, "properties", Map.of());
        }
        if (ofProperties && complete.get("properties") instanceof Map<?, ?> properties) {
            Map<String, Object> copy = copy(properties);
            copy.replaceAll((name, property) -> property instanceof Map<?, ?> schema ? described(schema) : property);
            complete.put("properties", copy);
        }
        return complete;
    }

    private static Map<String, Object> described(Map<?, ?> property) {
        Map<String, Object> described = copy(property);
        putIfNull(described, "description", "");
        return described;
    }

    private static boolean fails(TemplateProbe probe, String description, Map<String, Object> parameters) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", NAME);
        function.put("description", description);
        function.put("parameters", parameters);
        return fails(probe, function);
    }

    private static boolean failsForMissing(TemplateProbe probe) {
        return fails(probe, Map.of("name", NAME));
    }

    private static boolean fails(TemplateProbe probe, Map<String, Object> function) {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return probe.render(HELLO, Map.of("tools", List.of(tool))) == null;
    }

    private static Map<String, Object> parameters(Map<String, Object> property) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("type", "object");
        parameters.put("properties", Map.of("a", property));
        parameters.put("required", List.of("a"));
        return parameters;
    }

    private static void putIfNull(Map<String, Object> map, String name, Object value) {
        if (map.get(name) == null) {
            map.put(name, value);
        }
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }
}
