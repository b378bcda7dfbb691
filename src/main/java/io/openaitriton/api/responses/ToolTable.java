package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.json.SharedTools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Translates the tools of a request into functions for the model, and calls back. A namespace is flattened: the model gets each
 * of its tools as {@code namespace__name}, and the client gets a call with the tool's own name and its namespace. Requests with the same tools share a
 * table.
 */
final class ToolTable {
    private static final int LONGEST_NAME = 64;
    private static final Pattern HOSTED = Pattern.compile(
            "web_search|web_search_.*|file_search|code_interpreter|image_generation|mcp|computer|computer_.*|tool_search");
    private static final Set<String> OF_THE_CLIENT = Set.of("local_shell", "shell", "apply_patch");

    private final boolean refuseHosted;
    private final List<JsonNode> made = new ArrayList<>();
    private final List<JsonNode> offered;
    private final Map<String, Called> called = new HashMap<>();
    private final Map<Called, String> names = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> places = new HashMap<>();

    /**
     * A tool as the client knows it.
     *
     * @param custom whether it takes free text in place of JSON
     * @param namespace null for none
     */
    record Called(boolean custom, String namespace, String name) {}

    /** The key of a remembered table. */
    private record Key(boolean refuseHosted) {}

    /**
     * Reads the tools.
     *
     * @param tools null for none
     * @param refuseHosted whether tools that the model cannot be offered are refused, not left out
     * @param places gets the places of the tools
     * @throws io.openaitriton.generation.ApiException 400, naming the first tool at fault
     */
    static ToolTable of(List<JsonNode> tools, boolean refuseHosted, Places places) {
        ToolTable table = SharedTools.derived(tools, new Key(refuseHosted), () -> new ToolTable(tools, refuseHosted));
        places.putTools(table.places);
        return table;
    }

    private ToolTable(List<JsonNode> tools, boolean refuseHosted) {
        this.refuseHosted = refuseHosted;
        for (int i = 0; tools != null && i < tools.size(); i++) {
            if (tools.get(i) == null) {
                throw Invalid.type("tools[" + i + "]", "an object");
            }
            if (!"namespace".equals(type("tools[" + i + "]", tools.get(i)))) {
                taken.add(tools.get(i).path("name").asText());
            }
        }
        for (int i = 0; tools != null && i < tools.size(); i++) {
            add("tools[" + i + "]", tools.get(i));
        }
        offered = SharedTools.madeOf(tools, made);
    }

    /** As a chat request has them; empty for none. */
    List<JsonNode> offered() {
        return offered;
    }

    /** The client's tool for the model's name. */
    Called called(String name) {
        return called.getOrDefault(name, new Called(false, null, name));
    }

    /** The model's name of a tool; invented for a tool that the request does not have. */
    String name(boolean custom, String namespace, String name) {
        String known = names.get(new Called(custom, namespace, name));
        return known != null ? known : namespace == null ? name : flat(namespace, name);
    }

    /** The names by which the model knows the tools of a namespace. */
    List<String> namesIn(String namespace) {
        return names.entrySet().stream()
                .filter(entry -> namespace.equals(entry.getKey().namespace()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether tools of this type are run by OpenAI's servers, or are known to models of OpenAI's only. */
    static boolean isHosted(String type) {
        return HOSTED.matcher(type).matches() || OF_THE_CLIENT.contains(type);
    }

    private static String type(String at, JsonNode tool) {
        return Invalid.text(at, tool, "type");
    }

    private void add(String at, JsonNode tool) {
        String type = type(at, tool);
        if (type.equals("namespace")) {
            String namespace = Invalid.text(at, tool, "name");
            JsonNode inner = tool.get("tools");
            if (inner == null || !inner.isArray()) {
                throw Invalid.type(at + ".tools", "an array of tools");
            }
            for (int i = 0; i < inner.size(); i++) {
                addCallable(at + ".tools[" + i + "]", inner.get(i), namespace);
            }
        } else if (!isHosted(type)) {
            addCallable(at, tool, null);
        } else if (refuseHosted) {
            throw Invalid.unsupported(at + ".type", "this server runs no tools, so none of type '" + type + "'");
        }
    }

    private void addCallable(String at, JsonNode tool, String namespace) {
        if (!tool.isObject()) {
            throw Invalid.type(at, "an object");
        }
        String type = type(at, tool);
        boolean custom = type.equals("custom");
        if (!custom && !type.equals("function")) {
            throw Invalid.value(at + ".type", "expected 'function', 'custom' or 'namespace', but got '" + type + "'");
        }
        String name = Invalid.text(at, tool, "name");
        String flat = namespace == null ? name : free(flat(namespace, name));
        Called by = new Called(custom, namespace, name);
        called.put(flat, by);
        names.putIfAbsent(by, flat);
        String place = "tools[" + made.size() + "]";
        places.put(place, at);
        places.put(place + ".function", at);
        made.add(custom ? customFunction(at, tool, flat) : function(tool, flat));
    }

    private static JsonNode function(JsonNode tool, String name) {
        ObjectNode function = JsonNodeFactory.instance.objectNode().put("name", name);
        for (String field : List.of("description", "parameters", "strict")) {
            if (Invalid.isThere(tool.get(field))) {
                function.set(field, tool.get(field));
            }
        }
        return wrapped(function);
    }

    /**
     * A function with one string argument, because models call only functions. The description states the grammar, because no
     * backend can enforce it there.
     */
    private static JsonNode customFunction(String at, JsonNode tool, String name) {
        ObjectNode function = JsonNodeFactory.instance.objectNode().put("name", name);
        String description = Invalid.textOrNull(at, tool, "description");
        JsonNode grammar = tool.path("format").path("definition");
        if (grammar.isTextual()) {
            String note = "The input must follow this grammar ("
                    + tool.path("format").path("syntax").asText("lark") + "):\n" + grammar.textValue();
            description = description == null ? note : description + "\n\n" + note;
        }
        if (description != null) {
            function.put("description", description);
        }
        ObjectNode parameters = function.putObject("parameters").put("type", "object");
        parameters.putObject("properties").putObject("input").put("type", "string");
        parameters.putArray("required").add("input");
        parameters.put("additionalProperties", false);
        return wrapped(function);
    }

    private static JsonNode wrapped(ObjectNode function) {
        ObjectNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
        tool.set("function", function);
        return tool;
    }

    private static String flat(String namespace, String name) {
        String both = namespace + (namespace.endsWith("__") ? "" : "__") + name;
        String plain = both.replaceAll("[^A-Za-z0-9_-]", "_");
        return plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
    }

    /** The name, with a number appended if another tool has it. */
    private String free(String name) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            String suffix = "_" + i;
            free = name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length())) + suffix;
        }
        return free;
    }
}
