package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatRequestBuilder;
import io.openaitriton.api.chat.ResponseFormat;
import io.openaitriton.generation.ApiException;

/** Reads a request of this API as the equivalent chat request: the same conversation reaches the model as the same bytes through either API. */
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
     * The chat request, not checked yet.
     *
     * @param counts whether only its tokens are counted
     * @throws ApiException 400, naming the first field at fault as the client wrote it
     */
    ChatRequestBuilder read(boolean counts) {
        refuseWhatRunsHere();
        if (request.maxTokens() == null && !counts) {
            throw Refusal.required("max_tokens");
        }
        ConversationReader conversation = new ConversationReader(paths);
        ChatRequestBuilder chat = new ChatRequestBuilder()
                        .model(request.model())
                        .maxTokens(request.maxTokens())
                        .temperature(request.temperature())
                        .topP(request.topP())
                        .topK(request.topK())
                        .stop(request.stopSequences())
                        .stream(counts ? null : request.stream())
                        .messages(conversation.read(request))
                        .continueFinalMessage(conversation.isPrefilled() ? true : null)
                        .responseFormat(form());
        ToolsReader.read(request, chat, paths);
        return chat;
    }

    private void refuseWhatRunsHere() {
        if (!Refusal.isAbsent(request.thread())) {
            throw Refusal.thread();
        }
        if (!Refusal.isAbsent(request.container())) {
            throw Refusal.invalid(
                    "container", "Containers are not supported: this server runs no tools. Leave the field out");
        }
        if (!Refusal.isAbsent(request.mcpServers()) && !request.mcpServers().isEmpty()) {
            throw Refusal.invalid(
                    "mcp_servers", "MCP servers are not supported: this server runs no tools. Leave the field out");
        }
    }

    private ResponseFormat form() {
        boolean older = request.outputConfig() == null
                || Refusal.isAbsent(request.outputConfig().get("format"));
        String at = older ? "output_format" : "output_config.format";
        JsonNode format =
                older ? request.outputFormat() : request.outputConfig().get("format");
        if (format == null) {
            return null;
        }
        if (!"json_schema".equals(Refusal.text(format, at, "type"))) {
            throw Refusal.invalid(at + ".type", "Expected 'json_schema'");
        }
        if (!format.path("schema").isObject()) {
            throw Refusal.invalid(at + ".schema", "Expected an object, a JSON schema");
        }
        paths.put("response_format", at);
        paths.put("response_format.json_schema", at);
        ObjectNode form =
                JsonNodeFactory.instance.objectNode().put("name", "answer").put("strict", true);
        form.set("schema", format.get("schema"));
        return new ResponseFormat("json_schema", form);
    }
}
