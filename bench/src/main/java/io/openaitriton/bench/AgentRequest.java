package io.openaitriton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chat request as coding agents send it: a long system prompt, fifteen tools with their schemas, and a conversation of calls and
 * results that grows with each step. The texts are made up; sizes and shapes are those of recorded agents.
 */
public final class AgentRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] WORDS = ("file path line the a to of and when read write edit search result directory command output must never "
                    + "before after return value test function call user project change use with without error message if you are not sure ask "
                    + "first then run `mvn` \"quoted\" naïve — § build code")
            .split(" ");

    /** What a recorded agent said here, by how much of it there was. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\([^()]*?: (\\d+) characters.*\\)");

    private static final Path RECORDED = Path.of("../shared/agents");

    private final Random random;

    private AgentRequest(long seed) {
        random = new Random(seed);
    }

    /**
     * @param step how many calls and results the conversation has
     * @param bytes about how many the whole request has; what the rest leaves is shared by the results of the calls
     */
    public static byte[] of(int step, int bytes) {
        return new AgentRequest(42).write(step, bytes);
    }

    /**
     * A recorded request with texts of the length that they had.
     *
     * @return null where the recordings are not beside the project
     */
    public static ObjectNode recorded(String name) throws IOException {
        Path file = RECORDED.resolve(name + ".json");
        if (!Files.exists(file)) {
            return null;
        }
        ObjectNode body = (ObjectNode) JSON.readTree(file.toFile()).get("body");
        new AgentRequest(42).fill(body);
        return body;
    }

    private void fill(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> object.set(name, filled(object.get(name))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.get(i)));
            }
        }
    }

    private JsonNode filled(JsonNode node) {
        if (!node.isTextual()) {
            fill(node);
            return node;
        }
        Matcher place = PLACEHOLDER.matcher(node.textValue());
        return place.matches() ? TextNode.valueOf(prose(Integer.parseInt(place.group(1)))) : node;
    }

    private byte[] write(int step, int bytes) {
        ObjectNode request = JSON.createObjectNode();
        request.put("model", "Meta-Llama-3.1-8B-Instruct");
        request.put("stream", true);
        request.putObject("stream_options").put("include_usage", true);
        request.put("max_tokens", 32000);
        request.put("temperature", 0);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", prose(24_000));
        messages.addObject().put("role", "user").put("content", "id=0; " + prose(1_500));
        ArrayNode tools = request.putArray("tools");
        for (int i = 0; i < 15; i++) {
            tool(tools.addObject(), i);
        }
        try {
            int left = Math.max(0, bytes - JSON.writeValueAsBytes(request).length - 400 * step);
            for (int i = 0; i < step; i++) {
                ObjectNode turn = messages.addObject().put("role", "assistant").put("content", "I look at the next file.");
                ObjectNode call = turn.putArray("tool_calls").addObject().put("id", "call_" + i).put("type", "function");
                call.putObject("function")
                        .put("name", "tool_" + i % 15)
                        .put("arguments", "{\"path\":\"src/main/file" + i + ".java\",\"limit\":" + i + "}");
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", "call_" + i)
                        .put("content", prose(left / step));
            }
            return JSON.writeValueAsBytes(request);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tool(ObjectNode tool, int index) {
        tool.put("type", "function");
        ObjectNode function = tool.putObject("function");
        function.put("name", "tool_" + index).put("description", prose(1_600));
        ObjectNode parameters = function.putObject("parameters");
        parameters.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = parameters.putObject("properties");
        ArrayNode required = parameters.putArray("required");
        for (String name : new String[] {"path", "pattern", "limit", "recursive", "mode"}) {
            ObjectNode property = properties.putObject(name);
            property.put("description", prose(150));
            switch (name) {
                case "limit" -> property.put("type", "integer").put("minimum", 1).put("maximum", 2000);
                case "recursive" -> property.put("type", "boolean").put("default", false);
                case "mode" -> property.put("type", "string").putArray("enum").add("text").add("binary").add("auto");
                default -> property.put("type", "string");
            }
        }
        required.add("path");
    }

    /** Words of this many characters in all, with line ends and the odd character beyond ASCII. */
    private String prose(int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? '\n' : ' ');
        }
        return text.toString();
    }
}
