package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.MessageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The input of a request as the messages of a chat. Items are flat and messages are not: consecutive reasoning, text and calls
 * are one message of the assistant.
 */
final class InputReader {
    private static final String NOT_STORED =
            "this server stores no responses, so it cannot find an item by its id. Send whole items; the AI SDK does"
                    + " so with 'store: false'";
    private static final Set<String> INSTRUCTING = Set.of("system", "developer");

    private final ToolTable tools;
    private final Places places;
    private final List<ChatMessage> messages = new ArrayList<>();
    private final AssistantTurn turn;
    private final List<ContentPart> images = new ArrayList<>();
    private final List<String> imagePlaces = new ArrayList<>();

    private InputReader(ToolTable tools, Places places) {
        this.tools = tools;
        this.places = places;
        this.turn = new AssistantTurn(places);
    }

    /**
     * Reads it.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first item at fault
     */
    static List<ChatMessage> read(ResponsesRequest request, History history, ToolTable tools, Places places) {
        InputReader reader = new InputReader(tools, places);
        if (request.instructions() != null) {
            reader.add("instructions", "system", MessageContent.of(request.instructions()));
        }
        history.items().forEach(item -> reader.item(History.FIELD, item));
        reader.input(history.input(), history.chain().isEmpty());
        reader.endTurn();
        reader.showImages();
        return Instructions.joined(reader.messages, places);
    }

    /** @param needed whether input is required: it is optional if the model continues a stored conversation */
    private void input(JsonNode input, boolean needed) {
        if (!Invalid.isThere(input)) {
            if (needed) {
                throw Invalid.missing("input");
            }
        } else if (input.isTextual()) {
            add("input", "user", MessageContent.of(input.textValue()));
        } else if (!input.isArray()) {
            throw Invalid.type("input", "a string or an array of items");
        } else if (input.isEmpty() && needed) {
            throw Invalid.value("input", "expected at least one item");
        } else {
            for (int i = 0; i < input.size(); i++) {
                item("input[" + i + "]", input.get(i));
            }
        }
    }

    private void item(String at, JsonNode item) {
        if (!item.isObject()) {
            throw Invalid.type(at, "an object");
        }
        String type = Invalid.textOrNull(at, item, "type");
        if (type == null) {
            if (!item.has("role") && item.has("id")) {
                throw Invalid.unsupported(at, NOT_STORED);
            }
            type = "message";
        }
        switch (type) {
            case "message" -> message(at, item);
            case "function_call" -> call(at, item, false);
            case "custom_tool_call" -> call(at, item, true);
            case "function_call_output", "custom_tool_call_output" -> output(at, item);
            case "reasoning" -> turn.think(at, thoughts(item));
            case "item_reference" -> throw Invalid.unsupported(at, NOT_STORED);
            default ->
                throw Invalid.value(
                        at + ".type",
                        "expected 'message', 'reasoning', 'function_call', 'function_call_output', 'custom_tool_call'"
                                + " or 'custom_tool_call_output', but got '" + type + "', which is not supported");
        }
    }

    private void message(String at, JsonNode item) {
        String role = Invalid.text(at, item, "role");
        if (!role.equals("user") && !role.equals("assistant") && !INSTRUCTING.contains(role)) {
            throw Invalid.value(at + ".role", "expected 'user', 'assistant', 'system' or 'developer'");
        }
        MessageContent content = ContentReader.read(at + ".content", item.get("content"), role.equals("user"));
        if (role.equals("assistant")) {
            if (!turn.takesText()) {
                endTurn();
            }
            turn.say(at, content);
        } else {
            add(at, role, content);
        }
    }

    private void call(String at, JsonNode item, boolean custom) {
        String id = Invalid.text(at, item, "call_id");
        String name = tools.name(custom, Invalid.textOrNull(at, item, "namespace"), Invalid.text(at, item, "name"));
        String field = custom ? "input" : "arguments";
        turn.call(at, id, name, Invalid.text(at, item, field), custom);
    }

    private void output(String at, JsonNode item) {
        String id = Invalid.text(at, item, "call_id");
        JsonNode output = item.get("output");
        if (!Invalid.isThere(output)) {
            throw Invalid.missing(at + ".output");
        }
        MessageContent content = ContentReader.read(at + ".output", output, true);
        endTurn();
        messages.add(new ChatMessage("tool", textOf(at, content), null, null, null, null, id, null, null));
        place(at, ".output");
    }

    /** Templates write no images in tool results, so they go into a user message after all results. */
    private MessageContent textOf(String at, MessageContent content) {
        if (content.parts() == null || content.parts().stream().noneMatch(ContentPart::isImage)) {
            return content;
        }
        List<ContentPart> texts = new ArrayList<>();
        for (int i = 0; i < content.parts().size(); i++) {
            ContentPart part = content.parts().get(i);
            if (part.isImage()) {
                images.add(part);
                imagePlaces.add(at + ".output[" + i + "]");
            } else {
                texts.add(part);
            }
        }
        return texts.size() > 1
                ? MessageContent.of(texts)
                : MessageContent.of(texts.isEmpty() ? "" : texts.get(0).text());
    }

    private void showImages() {
        if (images.isEmpty()) {
            return;
        }
        String message = "messages[" + messages.size() + "].content";
        for (int i = 0; i < images.size(); i++) {
            places.put(message + "[" + i + "]", imagePlaces.get(i));
        }
        messages.add(message("user", MessageContent.of(List.copyOf(images))));
        images.clear();
        imagePlaces.clear();
    }

    private static String thoughts(JsonNode item) {
        String content = texts(item.path("content"), "reasoning_text");
        return content != null ? content : texts(item.path("summary"), "summary_text");
    }

    private static String texts(JsonNode parts, String type) {
        StringBuilder texts = new StringBuilder();
        for (JsonNode part : parts) {
            if (type.equals(part.path("type").asText(type)) && part.path("text").isTextual()) {
                texts.append(texts.isEmpty() ? "" : "\n")
                        .append(part.path("text").textValue());
            }
        }
        return texts.isEmpty() ? null : texts.toString();
    }

    private void endTurn() {
        if (!turn.isEmpty()) {
            showImages();
            messages.add(turn.end(messages.size()));
        }
    }

    private void add(String at, String role, MessageContent content) {
        endTurn();
        showImages();
        messages.add(message(role, content));
        if (at.startsWith("input[")) {
            place(at, ".content");
        } else {
            String message = "messages[" + (messages.size() - 1) + "]";
            places.put(message, at);
            places.put(message + ".content", at);
        }
    }

    private static ChatMessage message(String role, MessageContent content) {
        return new ChatMessage(role, content, null, null, null, null, null, null, null);
    }

    /** The last message is this item, whose content is this field. */
    private void place(String at, String content) {
        String message = "messages[" + (messages.size() - 1) + "]";
        places.put(message, at);
        places.put(message + ".content", at + content);
        places.put(message + ".tool_call_id", at + ".call_id");
    }
}
