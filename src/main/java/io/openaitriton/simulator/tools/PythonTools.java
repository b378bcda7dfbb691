package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.simulator.core.LooseJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tools as Python functions list them, with their arguments in the comment: Seed-OSS's and MiniCPM3's prompts. */
final class PythonTools {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern FUNCTION = Pattern.compile("(?s)def ([^\\s(]+)\\((.*?)\\):\n\\s+\"\"\"(.*?)\"\"\"");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)\\((Enum|BaseModel)\\):\n((?:[ ]+[^\n]*\n)*)");

    /** {@code - days (int) [required]: text} in Seed-OSS's words, or {@code days: int = 1}. */
    private static final Pattern ARGUMENT =
            Pattern.compile("(?m)^\\s+(?:- (\\S+) \\((.*?)\\) \\[(.*?)\\]:(.*)|([^\\s:]+): (.*?)(?: = (.*))?)$");

    private static final Pattern GENERIC = Pattern.compile("(\\w+)(?:\\[(.*)\\])?");
    private static final String REQUIRED = "必填";
    private static final int MAX_DEPTH = 20;

    /** Bodies of classes, an Enum's and a BaseModel's, by their names. */
    private final Map<String, String> enums = new HashMap<>();

    private final Map<String, String> models = new HashMap<>();

    private PythonTools() {}

    static List<OfferedTool> in(String text) {
        PythonTools classes = new PythonTools();
        Matcher type = CLASS.matcher(text);
        while (type.find()) {
            (type.group(2).equals("Enum") ? classes.enums : classes.models).put(type.group(1), type.group(3));
        }
        List<OfferedTool> tools = new ArrayList<>();
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            String comment = function.group(3);
            int arguments = comment.indexOf("Args:");
            tools.add(new OfferedTool(
                    function.group(1),
                    (arguments < 0 ? comment : comment.substring(0, arguments)).strip(),
                    arguments < 0
                            ? NODES.objectNode().put("type", "object")
                            : classes.object(comment.substring(arguments), 0),
                    function.end()));
        }
        return tools;
    }

    private ObjectNode object(String lines, int depth) {
        ObjectNode object = NODES.objectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = object.putArray("required");
        Matcher argument = ARGUMENT.matcher(lines);
        while (argument.find()) {
            boolean listed = argument.group(1) != null;
            String name = argument.group(listed ? 1 : 5);
            ObjectNode type = type(argument.group(listed ? 2 : 6).strip(), depth);
            if (listed) {
                type.put("description", argument.group(4).strip());
            }
            properties.set(name, type);
            if (listed ? argument.group(3).contains(REQUIRED) : isRequired(argument.group(6), argument.group(7))) {
                required.add(name);
            }
        }
        return object;
    }

    private static boolean isRequired(String type, String value) {
        return !type.startsWith("Optional") && (value == null || value.startsWith("Field(..."));
    }

    private ObjectNode type(String text, int depth) {
        ObjectNode type = NODES.objectNode();
        Matcher generic = GENERIC.matcher(text);
        if (!generic.matches() || depth > MAX_DEPTH) {
            return type;
        }
        String inner = generic.group(2);
        String name = generic.group(1);
        switch (name) {
            case "str" -> type.put("type", "string");
            case "int" -> type.put("type", "integer");
            case "float" -> type.put("type", "number");
            case "bool" -> type.put("type", "boolean");
            case "None" -> type.put("type", "null");
            case "dict", "Dict", "object" -> type.put("type", "object");
            case "list", "List" ->
                type.put("type", "array").set("items", type(inner == null ? "str" : inner, depth + 1));
            case "Optional" -> type = type(inner == null ? "" : inner, depth + 1);
            case "Union" -> type = type(inner == null ? "" : inner.split(",", 2)[0].strip(), depth + 1);
            default -> {
                if (enums.containsKey(name)) {
                    ArrayNode values = type.putArray("enum");
                    enums.get(name)
                            .lines()
                            .filter(line -> line.contains(" = "))
                            .forEach(line -> values.add(LooseJson.of(line.substring(line.indexOf(" = ") + 3))));
                } else if (models.containsKey(name)) {
                    type = object(models.get(name), depth + 1);
                }
            }
        }
        return type;
    }
}
