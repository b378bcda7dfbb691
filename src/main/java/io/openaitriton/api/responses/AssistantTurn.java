package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.MessageContent;
import io.openaitriton.api.json.RepeatedTexts;
import java.util.ArrayList;
import java.util.List;

/** The reasoning, text and calls of an assistant in one turn, which are one message of a chat. */
final class AssistantTurn {
    private final Places places;
    private StringBuilder thoughts;
    private String thoughtsAt;
    private MessageContent content;
    private String contentAt;
    private List<JsonNode> calls = new ArrayList<>();
    private String firstCallAt;
    private final List<Place> callPlaces = new ArrayList<>();
    private boolean saidLast;

    /** A path below the message, whose place is known when the turn ends, and the client's path for it. */
    private record Place(String inMessage, String client) {}

    AssistantTurn(Places places) {
        this.places = places;
    }

    boolean isEmpty() {
        return thoughts == null && content == null && calls.isEmpty();
    }

    /** False after a text with nothing after it: two texts are two messages. */
    boolean takesText() {
        return !saidLast;
    }

    /** @param text null for reasoning without text */
    void think(String at, String text) {
        if (text == null) {
            return;
        }
        if (thoughts == null) {
            thoughts = new StringBuilder();
            thoughtsAt = at;
        }
        thoughts.append(text);
        saidLast = false;
    }

    void say(String at, MessageContent more) {
        if (content == null) {
            content = more;
            contentAt = at;
        } else {
            // reasoning or calls in between: a chat message joins all text of a turn
            content = MessageContent.of(text(content) + text(more));
        }
        saidLast = true;
    }

    void call(String at, String id, String name, String input, boolean custom) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", custom ? arguments(input) : input);
        calls.add(call);
        firstCallAt = firstCallAt == null ? at : firstCallAt;
        saidLast = false;
        String place = ".tool_calls[" + (calls.size() - 1) + "]";
        callPlaces.add(new Place(place, at));
        callPlaces.add(new Place(place + ".function", at));
        callPlaces.add(new Place(place + ".function.arguments", at + (custom ? ".input" : ".arguments")));
    }

    /** The message for this index; begins the next turn. */
    ChatMessage end(int index) {
        String message = "messages[" + index + "]";
        places.put(message, contentAt != null ? contentAt : thoughtsAt != null ? thoughtsAt : firstCallAt);
        if (contentAt != null) {
            places.put(message + ".content", contentAt + ".content");
        }
        if (thoughtsAt != null) {
            places.put(message + ".reasoning_content", thoughtsAt);
        }
        callPlaces.forEach(place -> places.put(message + place.inMessage(), place.client()));
        ChatMessage ended = new ChatMessage(
                "assistant",
                content,
                null,
                null,
                thoughts == null ? null : thoughts.toString(),
                calls.isEmpty() ? null : calls,
                null,
                null,
                null);
        thoughts = null;
        thoughtsAt = null;
        content = null;
        contentAt = null;
        calls = new ArrayList<>();
        firstCallAt = null;
        callPlaces.clear();
        saidLast = false;
        return ended;
    }

    private static String arguments(String input) {
        return JsonNodeFactory.instance.objectNode().put("input", input).toString();
    }

    static String text(MessageContent content) {
        return content.parts() == null
                ? content.text()
                : RepeatedTexts.joined(
                        "\n", content.parts().stream().map(ContentPart::text).toList());
    }
}
