package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.api.chat.ChatRequestBuilder;
import io.openaitriton.api.json.SharedTools;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The tools of a chat for those of a request. Requests with the same tools share a reader. */
final class ToolsReader {
    /** Tools that Anthropic's servers run: not offered to the model, because clients send them to any server. */
    private static final Pattern HOSTED =
            Pattern.compile("(web_search|web_fetch|code_execution|tool_search_tool|tool_search)(_.*)?");

    private final Map<String, String> paths = new HashMap<>();
    private final List<JsonNode> made = new ArrayList<>();
    private final List<JsonNode> tools;
    private final Set<String> hosted = new HashSet<>();

    private ToolsReader(List<JsonNode> all) {
        for (int i = 0; i < all.size(); i++) {
            tool("tools[" + i + "]", all.get(i));
        }
        tools = SharedTools.madeOf(all, made);
    }

    /**
     * Puts {@code tools}, {@code tool_choice} and {@code parallel_tool_calls} into a chat request.
     *
     * @param paths gets the paths of the tools
     * @throws ApiException 400, naming the first field at fault
     */
    static void read(MessagesRequest request, ChatRequestBuilder chat, FieldPaths paths) {
        ToolsReader reader = of(request.tools());
        reader.paths.forEach(paths::put);
        chat.tools(reader.tools);
        if (request.toolChoice() != null) {
            chat.toolChoice(reader.choice(request.toolChoice()));
            if (request.toolChoice().path("disable_parallel_tool_use").booleanValue()) {
                chat.parallelToolCalls(false);
            }
        }
    }

    private static ToolsReader of(List<JsonNode> tools) {
        return SharedTools.derived(tools, ToolsReader.class, () -> new ToolsReader(tools == null ? List.of() : tools));
    }

    private void tool(String at, JsonNode tool) {
        if (Refusal.isAbsent(tool)) {
            throw Refusal.invalid(at, "Expected an object");
        }
        String type = tool.path("type").asText("custom");
        if (!type.equals("custom") && !type.equals("null")) {
            hosted(at, type, tool);
            return;
        }
        ObjectNode asFunction = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function = asFunction.putObject("function").put("name", Refusal.text(tool, at, "name"));
        copy(tool, "description", function, "description");
        if (Refusal.isAbsent(tool.get("input_schema"))) {
            throw Refusal.required(at + ".input_schema");
        }
        copy(tool, "input_schema", function, "parameters");
        copy(tool, "strict", function, "strict");
        String path = "tools[" + made.size() + "]";
        paths.put(path, at);
        paths.put(path + ".function", at);
        paths.put(path + ".function.parameters", at + ".input_schema");
        made.add(asFunction);
    }

    private void hosted(String at, String type, JsonNode tool) {
        if (!HOSTED.matcher(type).matches()) {
            throw Refusal.invalid(
                    at + ".type",
                    "Tools of type '" + type + "' are not supported: this server runs no tools. Define the tool '"
                            + tool.path("name").asText(type) + "' with an 'input_schema'");
        }
        hosted.add(tool.path("name").asText());
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (!Refusal.isAbsent(from.get(name))) {
            to.set(as, from.get(name));
        }
    }

    private JsonNode choice(JsonNode choice) {
        String type = Refusal.text(choice, "tool_choice", "type");
        return switch (type) {
            case "auto", "none" -> TextNode.valueOf(type);
            case "any" -> TextNode.valueOf(tools.isEmpty() && !hosted.isEmpty() ? "auto" : "required");
            case "tool" -> named(Refusal.text(choice, "tool_choice", "name"));
            default -> throw Refusal.invalid("tool_choice.type", "Expected one of 'auto', 'any', 'tool' or 'none'");
        };
    }

    private JsonNode named(String name) {
        if (hosted.contains(name)) {
            // there is no such tool for the model, which then answers as it can
            return TextNode.valueOf("auto");
        }
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("type", "function");
        choice.putObject("function").put("name", name);
        return choice;
    }
}
