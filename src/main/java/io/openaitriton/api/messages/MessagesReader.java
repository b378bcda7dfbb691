package io.openaitriton.api.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.generation.ApiException;

/** The chat request that a request of this API amounts to: the same conversation reaches the model as the same bytes by either. */
final class MessagesReader {
    private final MessagesRequest request;
    private final FieldPaths paths = new FieldPaths();

    MessagesReader(MessagesRequest request) {
        this.request = request;
    }

    /** Where the fields of the chat request come from. */
    FieldPaths paths() {
        return paths;
    }

    /**
     * Reads the request.
     *
     * @param counts whether only its tokens are wanted
     * @throws ApiException 400, naming the first field at fault as the client wrote it
     */
    ChatCompletionRequest read(boolean counts) {
        refuseWhatRunsHere();
        if (request.maxTokens() == null && !counts) {
            throw Refusal.required("max_tokens");
        }
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        put(chat, "model", request.model());
        put(chat, "max_tokens", request.maxTokens());
        put(chat, "temperature", request.temperature());
        put(chat, "top_p", request.topP());
        put(chat, "top_k", request.topK());
        put(chat, "stop", request.stopSequences());
        if (Boolean.TRUE.equals(request.stream()) && !counts) {
            chat.put("stream", true);
            chat.putObject("stream_options").put("include_usage", true);
        }
        ConversationReader conversation = new ConversationReader(paths);
        ArrayNode messages = conversation.read(request);
        chat.set("messages", messages);
        if (conversation.isPrefilled()) {
            chat.put("continue_final_message", true);
        }
        new ToolsReader(paths).read(request, chat);
        form(chat);
        try {
            return OpenAiJson.mapper().treeToValue(chat, ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refuseWhatRunsHere() {
        if (!Refusal.isAbsent(request.thread())) {
            throw Refusal.thread();
        }
        if (!Refusal.isAbsent(request.container())) {
            throw Refusal.invalid("container", "Containers are not supported: this server runs no tools");
        }
        if (!Refusal.isAbsent(request.mcpServers()) && !request.mcpServers().isEmpty()) {
            throw Refusal.invalid("mcp_servers", "MCP servers are not supported: this server runs no tools");
        }
    }

    private void form(ObjectNode chat) {
        boolean older = request.outputConfig() == null
                || Refusal.isAbsent(request.outputConfig().get("format"));
        String at = older ? "output_format" : "output_config.format";
        JsonNode format =
                older ? request.outputFormat() : request.outputConfig().get("format");
        if (format == null) {
            return;
        }
        if (!"json_schema".equals(Refusal.text(format, at, "type"))) {
            throw Refusal.invalid(at + ".type", "Expected 'json_schema'");
        }
        if (!format.path("schema").isObject()) {
            throw Refusal.invalid(at + ".schema", "Expected an object, a JSON schema");
        }
        paths.put("response_format", at);
        paths.put("response_format.json_schema", at);
        ObjectNode form = chat.putObject("response_format").put("type", "json_schema");
        form.putObject("json_schema").put("name", "answer").put("strict", true).set("schema", format.get("schema"));
    }

    private static void put(ObjectNode chat, String name, Object value) {
        if (value != null) {
            chat.set(name, OpenAiJson.mapper().valueToTree(value));
        }
    }
}
