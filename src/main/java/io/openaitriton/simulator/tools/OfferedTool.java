package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.simulator.core.LooseJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tool that a prompt offers.
 *
 * @param parameters JSON schema of its arguments
 * @param end where it ends in the text that lists it
 */
record OfferedTool(String name, String description, JsonNode parameters, int end) {
    private static final Pattern HEADED =
            Pattern.compile("(?s)### ([^\n]+)\nDescription: (.*?)\n\n?Parameters: (?=[{])");
    private static final Pattern DECLARED = Pattern.compile("declaration:([^{\\s]+)(?=[{])");

    /** Braces that begin no value cost time: a text of nothing else is given up. */
    private static final int MAX_FAILURES = 1000;

    /** The tools of a text in one of the notations. */
    static List<OfferedTool> in(String text, String notation) {
        return switch (notation) {
            case "typescript" -> TypeScriptTools.in(text);
            case "python" -> PythonTools.in(text);
            case "xml" -> text.contains("<function>") ? XmlTools.in(text) : json(text);
            case "headed" -> headed(text);
            case "gemma" -> declared(text);
            default -> json(text.contains("&#34;") ? plain(text) : text);
        };
    }

    /** Objects that are tools, wherever they are: one after another, in a list, or each in an object with its type. */
    private static List<OfferedTool> json(String text) {
        List<OfferedTool> tools = new ArrayList<>();
        int failures = 0;
        for (int at = text.indexOf('{'); at >= 0 && failures < MAX_FAILURES; at = text.indexOf('{', at)) {
            LooseJson.Found found = LooseJson.at(text, at);
            OfferedTool tool = found == null ? null : tool(found.value(), found.end());
            failures += found == null ? 1 : 0;
            at = tool == null ? at + 1 : tool.end;
            if (tool != null) {
                tools.add(tool);
            }
        }
        return tools;
    }

    private static OfferedTool tool(JsonNode value, int end) {
        JsonNode function = value.path("function").isObject() ? value.get("function") : value;
        JsonNode name = function.path("name");
        JsonNode parameters = function.has("parameters") ? function.get("parameters") : function.path("input_schema");
        boolean tool =
                name.isTextual() && (function != value || !parameters.isMissingNode() || function.has("description"));
        return tool
                ? new OfferedTool(name.textValue(), function.path("description").asText(), schema(parameters), end)
                : null;
    }

    private static List<OfferedTool> headed(String text) {
        List<OfferedTool> tools = new ArrayList<>();
        Matcher head = HEADED.matcher(text);
        while (head.find()) {
            LooseJson.Found found = LooseJson.at(text, head.end());
            if (found != null) {
                tools.add(new OfferedTool(head.group(1).strip(), head.group(2), schema(found.value()), found.end()));
            }
        }
        return tools;
    }

    private static List<OfferedTool> declared(String text) {
        List<OfferedTool> tools = new ArrayList<>();
        Matcher head = DECLARED.matcher(text);
        while (head.find()) {
            LooseJson.Found found = LooseJson.at(text, head.end());
            if (found != null) {
                JsonNode value = found.value();
                tools.add(new OfferedTool(
                        head.group(1),
                        value.path("description").asText(),
                        GemmaNotation.schema(value.path("parameters")),
                        found.end()));
            }
        }
        return tools;
    }

    private static JsonNode schema(JsonNode parameters) {
        return parameters.isObject() ? parameters : JsonNodeFactory.instance.objectNode();
    }

    /** Some templates escape as for HTML. */
    private static String plain(String text) {
        return text.replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
