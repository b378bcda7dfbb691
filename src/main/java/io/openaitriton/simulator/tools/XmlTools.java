package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.simulator.core.LooseJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tools as tags list them, in the prompts of Qwen3-Coder and Nemotron 3. */
final class XmlTools {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern FUNCTION = Pattern.compile("(?s)<function>\n<name>(.*?)</name>(.*?)</function>");
    private static final Pattern DESCRIPTION = Pattern.compile("(?s)^\n<description>(.*?)</description>");
    private static final Pattern PARAMETER = Pattern.compile("(?s)<parameter>\n<name>(.*?)</name>(.*?)\n</parameter>");
    private static final Pattern MEMBER = Pattern.compile("(?s)<([\\w$]+)>(.*?)</\\1>");

    private XmlTools() {}

    static List<OfferedTool> in(String text) {
        List<OfferedTool> tools = new ArrayList<>();
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            Matcher description = DESCRIPTION.matcher(function.group(2));
            tools.add(new OfferedTool(
                    function.group(1).strip(),
                    description.find() ? description.group(1).strip() : "",
                    schema(function.group(2)),
                    function.end()));
        }
        return tools;
    }

    private static ObjectNode schema(String body) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        Matcher parameter = PARAMETER.matcher(body);
        StringBuilder rest = new StringBuilder();
        int end = 0;
        while (parameter.find()) {
            ObjectNode property = properties.putObject(parameter.group(1).strip());
            members(parameter.group(2), property);
            rest.append(body, end, parameter.start());
            end = parameter.end();
        }
        rest.append(body.substring(end));
        int parameters = rest.indexOf("<parameters>");
        if (parameters >= 0) {
            members(rest.substring(parameters + "<parameters>".length()), schema);
        }
        return schema;
    }

    private static void members(String text, ObjectNode schema) {
        Matcher member = MEMBER.matcher(text);
        while (member.find()) {
            String value = member.group(2).strip();
            boolean words =
                    member.group(1).equals("description") || member.group(1).equals("type") && !value.startsWith("[");
            JsonNode node = words ? NODES.textNode(value) : LooseJson.of(value);
            schema.set(member.group(1), node);
        }
    }
}
