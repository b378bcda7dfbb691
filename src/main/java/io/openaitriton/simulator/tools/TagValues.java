package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values within the tags of a call: those of the tool that a tag's beginning names, and of its property. */
final class TagValues {
    private final Conversation conversation;
    private final CallMarkers markers;
    private final String folder;

    /** The beginnings of the tags that are open, the innermost first. */
    private final Deque<String> open = new ArrayDeque<>();

    private int turn;

    /** @param conversation null if no family's template made the prompt */
    TagValues(Conversation conversation, CallMarkers markers, String folder) {
        this.conversation = conversation;
        this.markers = markers;
        this.folder = folder;
    }

    /** What is written now is for this of several calls. */
    void next(int call) {
        turn = call;
    }

    void enter(String begin) {
        open.push(begin);
    }

    void leave() {
        open.pop();
    }

    boolean isInCall() {
        return tool() != null;
    }

    /** A text: all arguments of a call, or the value of the property that the innermost tag names. */
    String text() {
        String property = property();
        JsonNode parameters = tool().parameters();
        if (property != null) {
            return SchemaText.of(parameters.path("properties").path(property), property, hints());
        }
        return CallText.arguments(conversation.format(), SchemaValue.arguments(parameters, hints()));
    }

    /** JSON that satisfies a schema. */
    String json(JsonNode schema) {
        OfferedTool tool = tool();
        boolean named = !open.isEmpty() && !open.peek().isEmpty();
        String property = tool == null ? null : property();
        JsonNode value = property != null
                ? SchemaValue.of(schema, property, hints())
                : tool != null || named && conversation == null ? arguments(schema) : SchemaValue.whole(schema);
        return Notation.JSON.text(value);
    }

    /** Arguments in Qwen's tags. */
    String parameters(JsonNode schema) {
        return arguments(schema).properties().stream()
                .map(argument -> CallText.parameter(
                        "<parameter=$key>\n$value\n</parameter>\n", argument.getKey(), argument.getValue()))
                .collect(Collectors.joining());
    }

    /** Of several fixed texts the one that the user's message has, else the other. */
    JsonNode mentioned(JsonNode options, JsonNode otherwise) {
        for (JsonNode option : options) {
            if (hints().mentions(option.path("value").asText())) {
                return option;
            }
        }
        return otherwise;
    }

    static Pattern word(String name) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])");
    }

    private ObjectNode arguments(JsonNode schema) {
        return SchemaValue.arguments(schema, hints());
    }

    private Hints hints() {
        return new Hints(markers.message(), folder, turn);
    }

    /** The offered tool that an open tag names, or null. */
    private OfferedTool tool() {
        List<OfferedTool> tools = conversation == null ? List.of() : conversation.tools();
        for (OfferedTool tool : tools) {
            Pattern name = word(tool.name());
            if (open.stream().anyMatch(begin -> name.matcher(begin).find())) {
                return tool;
            }
        }
        return null;
    }

    /** The property of that tool that the innermost tag names, or null. */
    private String property() {
        OfferedTool tool = tool();
        String begin = open.peek();
        if (word(tool.name()).matcher(begin).find()) {
            return null;
        }
        for (var property : tool.parameters().path("properties").properties()) {
            if (word(property.getKey()).matcher(begin).find()) {
                return property.getKey();
            }
        }
        return null;
    }
}
