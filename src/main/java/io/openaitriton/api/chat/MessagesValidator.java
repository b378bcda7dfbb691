package io.openaitriton.api.chat;

import io.openaitriton.generation.ApiException;
import java.util.List;
import java.util.Set;

/** Checks the messages of a chat request, which every surface of chats has in the end. */
final class MessagesValidator {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> INSTRUCTING = Set.of("system", "developer", "user");

    private MessagesValidator() {}

    /** @throws ApiException 400, naming the first message, or its part, at fault */
    static void check(List<ChatMessage> messages, int max) {
        if (messages == null) {
            throw ApiException.invalid("messages", "Missing required parameter: 'messages'.");
        }
        if (messages.isEmpty()) {
            throw ApiException.invalid("messages", "'messages' is empty: expected at least one message.");
        }
        if (messages.size() > max) {
            throw ApiException.invalid(
                    "messages", "Invalid 'messages': expected at most " + max + ", but got " + messages.size() + ".");
        }
        for (int i = 0; i < messages.size(); i++) {
            message("messages[" + i + "]", messages.get(i));
        }
    }

    private static void message(String at, ChatMessage message) {
        if (message == null) {
            throw ApiException.invalid(at, "'" + at + "' is null: expected an object.");
        }
        if (message.role() == null) {
            throw ApiException.invalid(at + ".role", "Missing required parameter: '" + at + ".role'.");
        }
        if (!ROLES.contains(message.role())) {
            throw ApiException.invalid(
                    at + ".role",
                    "Invalid value for '" + at
                            + ".role': expected one of 'system', 'developer', 'user', 'assistant' or 'tool'.");
        }
        content(at + ".content", message);
        FieldShapes.calls(at, message);
    }

    private static void content(String at, ChatMessage message) {
        MessageContent content = message.content();
        if (content == null) {
            if (!mayLackContent(message)) {
                throw ApiException.invalid(
                        at,
                        "Missing required parameter: '" + at
                                + "'. Only a message with role 'assistant' may leave it out, and only together with"
                                + " 'tool_calls', 'refusal' or 'reasoning'.");
            }
        } else if (content.parts() != null) {
            // a tool's result may be empty
            if (content.parts().isEmpty() && INSTRUCTING.contains(message.role())) {
                throw ApiException.invalid(
                        at, "Invalid '" + at + "': expected at least one part, but the array is empty.");
            }
            parts(at, content.parts(), message.role());
        }
    }

    /** The model may have called tools, refused, or only reasoned. A function's result may be null. */
    private static boolean mayLackContent(ChatMessage message) {
        if (!message.role().equals("assistant")) {
            return message.role().equals("function");
        }
        return message.toolCalls() != null && !message.toolCalls().isEmpty()
                || message.functionCall() != null
                || message.refusal() != null
                || message.reasoning() != null
                || message.reasoningContent() != null;
    }

    private static void parts(String at, List<ContentPart> parts, String role) {
        for (int i = 0; i < parts.size(); i++) {
            ContentPart part = parts.get(i);
            String here = at + "[" + i + "]";
            if (part == null || part.type() == null) {
                throw ApiException.invalid(here + ".type", "Missing required parameter: '" + here + ".type'.");
            }
            if (part.type().equals("text") && part.text() == null) {
                throw ApiException.invalid(here + ".text", "Missing required parameter: '" + here + ".text'.");
            }
            if (part.isImage()) {
                image(here, part, role);
            }
        }
    }

    private static void image(String at, ContentPart part, String role) {
        if (part.imageUrl() == null || part.imageUrl().url() == null) {
            String url = at + ".image_url.url";
            throw ApiException.invalid(url, "Missing required parameter: '" + url + "'.");
        }
        // of other roles templates drop them
        if (!role.equals("user")) {
            throw ApiException.invalid(
                    at, "Invalid value for '" + at + "': only a message with role 'user' may have images.");
        }
    }
}
