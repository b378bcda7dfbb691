package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.MessageContent;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;

/**
 * The chat messages for one turn of the user or the assistant. A user's turn begins with the tool results, each a separate
 * message, followed by the user's text.
 */
final class TurnReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** A part of a message, a call or a result, and where it comes from. */
    private record From<T>(T what, String at) {}

    private final String role;
    private final FieldPaths paths;
    private final List<From<ContentPart>> parts = new ArrayList<>();
    private final List<From<ChatMessage>> results = new ArrayList<>();
    private final List<From<JsonNode>> calls = new ArrayList<>();
    /** Results of tools may have images, messages of tools may not. */
    private final List<From<ContentPart>> images = new ArrayList<>();

    private StringBuilder thoughts;
    private String at;
    private String thoughtsAt;

    TurnReader(String role, FieldPaths paths) {
        this.role = role;
        this.paths = paths;
    }

    String role() {
        return role;
    }

    /**
     * Adds a message of this turn.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    void add(String message, JsonNode content) {
        at = at == null ? message : at;
        String here = message + ".content";
        if (content.isTextual()) {
            parts.add(new From<>(text(content.textValue()), here));
        } else if (!content.isArray()) {
            throw Refusal.invalid(here, "Expected a string or an array of blocks");
        } else if (content.isEmpty() && role.equals("user")) {
            throw Refusal.invalid(here, "Expected at least one block, but the array is empty");
        } else {
            for (int i = 0; i < content.size(); i++) {
                block(here + "[" + i + "]", content.get(i));
            }
        }
    }

    private void block(String here, JsonNode block) {
        if (!block.isObject()) {
            throw Refusal.invalid(here, "Expected an object");
        }
        String type = Refusal.text(block, here, "type");
        switch (type) {
            case "text" -> parts.add(new From<>(text(Refusal.text(block, here, "text")), here));
            case "image" -> parts.add(new From<>(Sources.image(here, block), here));
            case "document" -> parts.add(new From<>(text(Sources.document(here, block)), here));
            case "search_result" -> parts.add(new From<>(text(Sources.searchResult(here, block)), here));
            case "tool_use" -> call(here, block);
            case "tool_result" -> result(here, block);
            case "thinking" -> think(here, block);
            case "redacted_thinking" -> {
                // it is encrypted
            }
            default ->
                throw Refusal.invalid(
                        here + ".type", "Blocks of type '" + type + "' are not supported: this server runs no tools");
        }
    }

    private void think(String here, JsonNode block) {
        requireRole("assistant", here, block);
        String text = block.path("thinking").asText();
        if (!text.isEmpty()) {
            thoughts = thoughts == null ? new StringBuilder() : thoughts.append("\n");
            thoughts.append(text);
            thoughtsAt = thoughtsAt == null ? here + ".thinking" : thoughtsAt;
        }
    }

    private void call(String here, JsonNode block) {
        requireRole("assistant", here, block);
        JsonNode input = block.get("input");
        if (!Refusal.isAbsent(input) && !input.isObject()) {
            throw Refusal.invalid(here + ".input", "Expected an object");
        }
        ObjectNode call = NODES.objectNode();
        call.put("id", Refusal.text(block, here, "id"));
        call.put("type", "function");
        call.putObject("function")
                .put("name", Refusal.text(block, here, "name"))
                .set("arguments", Refusal.isAbsent(input) ? NODES.objectNode() : input);
        calls.add(new From<>(call, here));
    }

    private void result(String here, JsonNode block) {
        requireRole("user", here, block);
        ToolResult result = ToolResult.of(here, block);
        ChatMessage message = new ChatMessage(
                "tool",
                MessageContent.of(result.text()),
                null,
                null,
                null,
                null,
                Refusal.text(block, here, "tool_use_id"),
                null,
                null);
        results.add(new From<>(message, here));
        result.images().forEach((place, image) -> images.add(new From<>(image, place)));
    }

    private void requireRole(String needed, String here, JsonNode block) {
        if (!role.equals(needed)) {
            throw Refusal.invalid(
                    here + ".type",
                    "Blocks of type '" + block.get("type").textValue() + "' belong in messages with role '" + needed
                            + "'");
        }
    }

    private static ContentPart text(String text) {
        return new ContentPart("text", text);
    }

    /** @param index of the first one in the chat */
    List<ChatMessage> messages(int index) {
        List<ChatMessage> messages = new ArrayList<>();
        for (From<ChatMessage> result : results) {
            String path = "messages[" + (index + messages.size()) + "]";
            paths.put(path, result.at());
            paths.put(path + ".tool_call_id", result.at() + ".tool_use_id");
            messages.add(result.what());
        }
        parts.addAll(0, images);
        if (role.equals("assistant") || !parts.isEmpty()) {
            messages.add(spoken("messages[" + (index + messages.size()) + "]"));
        }
        return messages;
    }

    private ChatMessage spoken(String path) {
        paths.put(path, at);
        MessageContent content = content(path + ".content");
        if (thoughts != null) {
            paths.put(path + ".reasoning_content", thoughtsAt);
        }
        List<JsonNode> all = new ArrayList<>();
        for (From<JsonNode> made : calls) {
            String call = path + ".tool_calls[" + all.size() + "]";
            paths.put(call, made.at());
            paths.put(call + ".function", made.at());
            paths.put(call + ".function.arguments", made.at() + ".input");
            all.add(made.what());
        }
        return new ChatMessage(
                role,
                content,
                null,
                null,
                thoughts == null ? null : thoughts.toString(),
                all.isEmpty() ? null : all,
                null,
                null,
                null);
    }

    private MessageContent content(String path) {
        if (parts.isEmpty()) {
            return calls.isEmpty() && thoughts == null ? MessageContent.of("") : null;
        }
        for (int i = 0; i < parts.size(); i++) {
            paths.put(path + "[" + i + "]", parts.get(i).at());
            paths.put(path + "[" + i + "].image_url.url", parts.get(i).at() + ".source");
        }
        if (parts.size() == 1 && !parts.get(0).what().isImage()) {
            paths.put(path, parts.get(0).at());
            return MessageContent.of(parts.get(0).what().text());
        }
        return MessageContent.of(parts.stream().map(From::what).toList());
    }
}
