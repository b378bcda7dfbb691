package io.openaitriton.api.responses;

import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.MessageContent;
import io.openaitriton.api.json.RepeatedTexts;
import java.util.ArrayList;
import java.util.List;

/** Messages that tell the model what to do. Templates of 2026 raise errors for a second one, or for one that follows the user's. */
final class Instructions {
    private Instructions() {}

    /** The messages, with those at the beginning joined to one. */
    static List<ChatMessage> joined(List<ChatMessage> messages, Places places) {
        int count = 0;
        while (count < messages.size() && isInstruction(messages.get(count))) {
            count++;
        }
        if (count < 2) {
            return messages;
        }
        List<ChatMessage> first = messages.subList(0, count);
        List<String> texts = first.stream()
                .map(message -> AssistantTurn.text(message.content()))
                .filter(part -> !part.isEmpty())
                .toList();
        String text = RepeatedTexts.joined("\n\n", texts);
        boolean developers = first.stream().allMatch(message -> message.role().equals("developer"));
        List<ChatMessage> joined = new ArrayList<>();
        joined.add(message(developers ? "developer" : "system", MessageContent.of(text)));
        joined.addAll(messages.subList(count, messages.size()));
        places.moveMessages(count - 1);
        return joined;
    }

    private static boolean isInstruction(ChatMessage message) {
        return message.role().equals("system") || message.role().equals("developer");
    }

    private static ChatMessage message(String role, MessageContent content) {
        return new ChatMessage(role, content, null, null, null, null, null, null, null);
    }
}
