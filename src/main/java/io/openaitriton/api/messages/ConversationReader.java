package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.MessageContent;
import io.openaitriton.api.json.RepeatedTexts;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;

/** The messages of a chat for the system's instructions and the turns of a request. Messages of one role that follow each other are one turn. */
final class ConversationReader {
    /** Claude Code's first block: it is not part of the prompt, and it differs in each version, which would miss the prefix cache. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private static final String BETWEEN_BLOCKS = "\n\n";

    private final FieldPaths paths;
    private final List<ChatMessage> messages = new ArrayList<>();
    private TurnReader turn;

    /** @param paths gets the origin of each message */
    ConversationReader(FieldPaths paths) {
        this.paths = paths;
    }

    /** @throws ApiException 400, naming the first field at fault */
    List<ChatMessage> read(MessagesRequest request) {
        system(request.system());
        List<MessagesRequest.MessageParam> turns = request.messages();
        if (turns == null) {
            throw Refusal.required("messages");
        }
        for (int i = 0; i < turns.size(); i++) {
            turn("messages[" + i + "]", turns.get(i));
        }
        end();
        return messages;
    }

    /** Whether the model continues the last message. */
    boolean isPrefilled() {
        ChatMessage last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        return last != null && last.role().equals("assistant") && last.toolCalls() == null && last.content() != null;
    }

    private void system(JsonNode system) {
        if (Refusal.isAbsent(system)) {
            return;
        }
        List<String> texts = new ArrayList<>();
        if (system.isTextual()) {
            texts.add(withoutBilling(system.textValue()));
        } else if (system.isArray()) {
            for (int i = 0; i < system.size(); i++) {
                texts.add(withoutBilling(block("system[" + i + "]", system.get(i))));
            }
        } else {
            throw Refusal.invalid("system", "Expected a string or an array of text blocks");
        }
        texts.removeIf(String::isEmpty);
        if (!texts.isEmpty()) {
            paths.put("messages[0]", "system");
            paths.put("messages[0].content", "system");
            messages.add(instructions(RepeatedTexts.joined(BETWEEN_BLOCKS, texts)));
        }
    }

    private static String withoutBilling(String text) {
        if (!text.startsWith(BILLING)) {
            return text;
        }
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end + 1).stripLeading();
    }

    private void turn(String at, MessagesRequest.MessageParam message) {
        if (message == null) {
            throw Refusal.invalid(at, "Expected an object");
        }
        String role = role(at, message.role());
        if (Refusal.isAbsent(message.content())) {
            throw Refusal.required(at + ".content");
        }
        if (role.equals("system")) {
            end();
            String path = "messages[" + messages.size() + "]";
            paths.put(path, at);
            messages.add(instructions(text(at + ".content", message.content())));
            return;
        }
        if (turn == null || !turn.role().equals(role)) {
            end();
            turn = new TurnReader(role, paths);
        }
        turn.add(at, message.content());
    }

    private static String role(String at, String role) {
        if (role == null) {
            throw Refusal.required(at + ".role");
        }
        return switch (role) {
            case "user", "assistant", "system" -> role;
            // the name of the user in older clients of the same API
            case "ctx", "msg" -> "user";
            default -> throw Refusal.invalid(at + ".role", "Expected one of 'user', 'assistant' or 'system'");
        };
    }

    private static ChatMessage instructions(String text) {
        return new ChatMessage("system", MessageContent.of(text), null, null, null, null, null, null, null);
    }

    private static String text(String at, JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Refusal.invalid(at, "Expected a string or an array of text blocks");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            texts.add(block(at + "[" + i + "]", content.get(i)));
        }
        return RepeatedTexts.joined(BETWEEN_BLOCKS, texts);
    }

    private static String block(String at, JsonNode block) {
        if (!"text".equals(block.path("type").asText())) {
            throw Refusal.invalid(at + ".type", "Expected 'text', the only supported type");
        }
        return Refusal.text(block, at, "text");
    }

    private void end() {
        if (turn != null) {
            messages.addAll(turn.messages(messages.size()));
            turn = null;
        }
    }
}
