package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ChatRequestBuilder;
import io.openaitriton.api.chat.ResponseFormat;
import java.util.List;

/**
 * The chat that a request asks for.
 *
 * @param tools as the model is offered them
 * @param toolChoice as a chat has it, or null
 * @param format as a chat has it, or null
 * @param verbosity null for none
 */
record AsChat(ResponsesRequest request, ToolTable tools, JsonNode toolChoice, ResponseFormat format, String verbosity) {

    /**
     * Reads the fields that a chat has under other names.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the field at fault
     */
    static AsChat of(ResponsesRequest request, ToolTable tools) {
        JsonNode text = request.text();
        String verbosity = text == null ? null : Invalid.textOrNull("text", text, "verbosity");
        return new AsChat(
                request,
                tools,
                ToolChoiceReader.read(request.toolChoice(), tools),
                text == null ? null : format(text.get("format")),
                // the default of models
                "medium".equals(verbosity) ? null : verbosity);
    }

    private static ResponseFormat format(JsonNode format) {
        if (!Invalid.isThere(format)) {
            return null;
        }
        if (!format.isObject()) {
            throw Invalid.type("text.format", "an object");
        }
        String type = Invalid.text("text.format", format, "type");
        if (!type.equals("json_schema")) {
            return new ResponseFormat(type, null);
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("name", "description", "schema", "strict")) {
            if (Invalid.isThere(format.get(field))) {
                schema.set(field, format.get(field));
            }
        }
        return new ResponseFormat(type, schema);
    }

    /** The chat with these messages, not checked yet. */
    ChatRequestBuilder with(List<ChatMessage> messages) {
        return new ChatRequestBuilder()
                .model(request.model()).messages(messages).stream(request.stream())
                        .temperature(request.temperature())
                        .topP(request.topP())
                        .maxTokens(request.maxOutputTokens())
                        .presencePenalty(request.presencePenalty())
                        .frequencyPenalty(request.frequencyPenalty())
                        .logprobs(request.wantsLogprobs() ? true : null, request.topLogprobs())
                        .responseFormat(format)
                        .tools(tools.offered())
                        .toolChoice(toolChoice)
                        .parallelToolCalls(request.parallelToolCalls())
                        .verbosity(verbosity)
                        .user(request.user())
                        .promptCacheKey(request.promptCacheKey());
    }
}
