package io.openaitriton.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A request of a {@link Rehearsal}. Those of an agent have an agent's size, and the simulator answers them with a tool call.
 *
 * @param path of the API
 * @param body JSON
 */
record RehearsedRequest(String path, String body) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int TOOLS = 15;
    private static final int MAX_TOKENS = 60;
    private static final String FIRST_TASK = "Read the file a.txt";
    private static final String TASK = "Read the file b.txt @@tool=tool_1";
    private static final String ARGUMENTS = "{\"path\":\"a.txt\"}";

    /** One of each kind. */
    static List<RehearsedRequest> all() {
        String chats = "/v1/chat/completions";
        return List.of(
                new RehearsedRequest(chats, hello(false)),
                new RehearsedRequest(chats, hello(true)),
                new RehearsedRequest(chats, chat()),
                new RehearsedRequest("/v1/responses", response()),
                new RehearsedRequest("/v1/messages", message()));
    }

    private static String hello(boolean stream) {
        ObjectNode body = JSON.objectNode().put("stream", stream);
        add(body.putArray("messages"), "user", "Hello");
        return body.toString();
    }

    private static String chat() {
        ObjectNode body = JSON.objectNode().put("max_tokens", MAX_TOKENS).put("stream", true);
        ArrayNode messages = body.putArray("messages");
        add(messages, "system", prose(24_000));
        add(messages, "user", FIRST_TASK);
        ObjectNode call = messages.addObject()
                .put("role", "assistant")
                .putArray("tool_calls")
                .addObject()
                .put("id", "call_1")
                .put("type", "function");
        call.putObject("function").put("name", "tool_1").put("arguments", ARGUMENTS);
        add(messages, "tool", prose(20_000)).put("tool_call_id", "call_1");
        add(messages, "user", TASK);
        tools(body, "parameters", tool -> tool.put("type", "function").putObject("function"));
        return body.toString();
    }

    private static String response() {
        ObjectNode body = JSON.objectNode()
                .put("instructions", prose(24_000))
                .put("max_output_tokens", MAX_TOKENS)
                .put("store", false)
                .put("stream", true);
        ArrayNode input = body.putArray("input");
        add(input, "user", FIRST_TASK);
        input.addObject()
                .put("type", "function_call")
                .put("call_id", "call_1")
                .put("name", "tool_1")
                .put("arguments", ARGUMENTS);
        input.addObject()
                .put("type", "function_call_output")
                .put("call_id", "call_1")
                .put("output", prose(20_000));
        block(input.addObject().put("type", "message").put("role", "user").putArray("content"), "input_text", TASK);
        tools(body, "parameters", tool -> tool.put("type", "function"));
        return body.toString();
    }

    private static String message() {
        ObjectNode body = JSON.objectNode().put("max_tokens", MAX_TOKENS).put("stream", true);
        block(body.putArray("system"), "text", prose(24_000));
        ArrayNode messages = body.putArray("messages");
        add(messages, "user", FIRST_TASK);
        messages.addObject()
                .put("role", "assistant")
                .putArray("content")
                .addObject()
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", "tool_1")
                .putObject("input")
                .put("path", "a.txt");
        ArrayNode result = messages.addObject().put("role", "user").putArray("content");
        result.addObject()
                .put("type", "tool_result")
                .put("tool_use_id", "toolu_1")
                .put("content", prose(20_000));
        block(result, "text", TASK);
        tools(body, "input_schema", UnaryOperator.identity());
        return body.toString();
    }

    private static ObjectNode add(ArrayNode messages, String role, String content) {
        return messages.addObject().put("role", role).put("content", content);
    }

    private static void block(ArrayNode content, String type, String text) {
        content.addObject().put("type", type).put("text", text);
    }

    /**
     * Adds the tools.
     *
     * @param schema name of the field for the parameters
     * @param function gives the object of a tool that has its name
     */
    private static void tools(ObjectNode body, String schema, UnaryOperator<ObjectNode> function) {
        ArrayNode tools = body.putArray("tools");
        for (int i = 0; i < TOOLS; i++) {
            ObjectNode tool = function.apply(tools.addObject());
            tool.put("name", "tool_" + i).put("description", prose(1500));
            ObjectNode parameters = tool.putObject(schema).put("type", "object");
            ObjectNode properties = parameters.putObject("properties");
            properties.putObject("path").put("type", "string").put("description", prose(150));
            properties.putObject("limit").put("type", "integer").put("minimum", 1);
            parameters.putArray("required").add("path");
        }
    }

    private static String prose(int length) {
        return "The \"file\" is read line by line.\nEach naïve step — as before — ends. ".repeat(1 + length / 72);
    }
}
