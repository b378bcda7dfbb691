package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.simulator.core.LooseJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tools as a TypeScript namespace lists them: {@code type NAME = (_: { city: string, days?: number }) => any;}. */
final class TypeScriptTools {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern TOOL = Pattern.compile("((?:(?<=^|\n)[ \t]*//[^\n]*\n)*)[ \t]*type ([^\\s=]+) = ");
    /** Descriptions of several lines have the two slashes before their first line only: what is no property goes on with the comment. */
    private static final Pattern PROPERTY = Pattern.compile(
            "(?:\"[^\"\n]*\"|[\\w$.-]+)\\??[ \t]*:[ \t]*(?:[{(\"]|(?:string|number|integer|boolean|null|any|object|unknown|Array)\\b)");

    private static final Pattern WORD = Pattern.compile("[\\w$.-]+");
    private static final int MAX_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    private TypeScriptTools(String text, int at) {
        this.text = text;
        this.at = at;
    }

    static List<OfferedTool> in(String text) {
        List<OfferedTool> tools = new ArrayList<>();
        Matcher tool = TOOL.matcher(text);
        int end = 0;
        while (tool.find(end)) {
            TypeScriptTools reader = new TypeScriptTools(text, tool.end());
            String description = tool.group(1)
                    .lines()
                    .map(TypeScriptTools::comment)
                    .reduce("", (all, line) -> (all + " " + line).strip());
            ObjectNode parameters = reader.parameters();
            end = Math.max(tool.end(), reader.at);
            tools.add(new OfferedTool(tool.group(2), description, parameters, end));
        }
        return tools;
    }

    private static String comment(String line) {
        return line.strip().replaceFirst("^//\\s?", "");
    }

    private ObjectNode parameters() {
        if (text.startsWith("(_:", at)) {
            at += "(_:".length();
            return type();
        }
        return NODES.objectNode().put("type", "object");
    }

    private ObjectNode type() {
        List<ObjectNode> options = new ArrayList<>();
        ArrayNode literals = NODES.arrayNode();
        boolean nullable = false;
        do {
            space();
            if (next() == '"') {
                literals.add(string());
            } else {
                ObjectNode option = suffixed(primary());
                nullable |= option.path("type").asText().equals("null");
                if (!option.path("type").asText().equals("null")) {
                    options.add(option);
                }
            }
            space();
        } while (take('|'));
        if (!literals.isEmpty()) {
            options.add(NODES.objectNode().put("type", "string").set("enum", literals));
        }
        if (options.size() == 1) {
            return nullable ? nullable(options.get(0)) : options.get(0);
        }
        ObjectNode union = NODES.objectNode();
        ArrayNode any = union.putArray("anyOf");
        options.forEach(any::add);
        if (nullable) {
            any.addObject().put("type", "null");
        }
        return union;
    }

    private static ObjectNode nullable(ObjectNode option) {
        if (option.path("type").isTextual() && !option.has("enum")) {
            String type = option.get("type").textValue();
            option.putArray("type").add(type).add("null");
        }
        return option;
    }

    private ObjectNode suffixed(ObjectNode element) {
        ObjectNode type = element;
        while (text.startsWith("[]", at)) {
            at += 2;
            type = NODES.objectNode().put("type", "array").set("items", type);
        }
        return type;
    }

    private ObjectNode primary() {
        if (++depth > MAX_DEPTH) {
            at = text.length();
            return NODES.objectNode();
        }
        ObjectNode type;
        if (take('{')) {
            type = fields();
        } else if (take('(')) {
            type = type();
            take(')');
        } else {
            type = named(word());
        }
        depth--;
        return type;
    }

    private ObjectNode named(String name) {
        ObjectNode type = NODES.objectNode();
        if (name.equals("Array") && take('<')) {
            type.put("type", "array").set("items", type());
            take('>');
        } else if (name.matches("-?\\d.*")) {
            type.putArray("enum").add(LooseJson.of(name));
        } else if (name.equals("number")) {
            // TypeScript has one type for both, and an integer is right for both
            type.put("type", "integer");
        } else if (List.of("string", "integer", "boolean", "null", "object").contains(name)) {
            type.put("type", name);
        }
        return type;
    }

    private ObjectNode fields() {
        ObjectNode object = NODES.objectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = object.putArray("required");
        while (true) {
            String description = comments();
            if (at >= text.length() || take('}')) {
                return object;
            }
            int before = at;
            String name = next() == '"' ? string() : word();
            boolean optional = take('?');
            space();
            take(':');
            ObjectNode type = type();
            if (!description.isEmpty()) {
                type.put("description", description);
            }
            properties.set(name, type);
            if (!optional) {
                required.add(name);
            }
            if (!take(',')) {
                take(';');
            }
            at = Math.max(at, before + 1);
        }
    }

    private String comments() {
        StringBuilder comments = new StringBuilder();
        space();
        while (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            String line = comment(text.substring(at, end < 0 ? text.length() : end));
            comments.append(line.startsWith("default:") ? "" : line);
            at = end < 0 ? text.length() : end;
            space();
            while (isProse()) {
                end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
                space();
            }
        }
        return comments.toString();
    }

    private boolean isProse() {
        return at < text.length()
                && next() != '}'
                && !text.startsWith("//", at)
                && !PROPERTY.matcher(text).region(at, text.length()).lookingAt();
    }

    private String word() {
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (!word.lookingAt()) {
            return "";
        }
        at = word.end();
        return word.group();
    }

    private String string() {
        LooseJson.Found found = LooseJson.at(text, at);
        at = found == null ? text.length() : found.end();
        return found == null ? "" : found.value().asText();
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char c) {
        boolean there = next() == c;
        at += there ? 1 : 0;
        return there;
    }
}
