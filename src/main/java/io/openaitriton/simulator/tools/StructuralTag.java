package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** A text that keeps to a structural tag of xgrammar, in the older form or the newer. */
final class StructuralTag {
    private final List<OfferedTool> fitting;
    private final boolean calls;
    private final CallWishes wishes;
    private final String folder;
    private final String thought;
    private final Supplier<String> answer;

    /** Which of several calls is written. */
    private int turn;

    /**
     * @param fitting tools that the user's message is about, best first
     * @param calls whether the model calls a tool where it need not
     * @param answer a text for where no call is needed
     */
    StructuralTag(
            List<OfferedTool> fitting,
            boolean calls,
            CallWishes wishes,
            String folder,
            String thought,
            Supplier<String> answer) {
        this.fitting = fitting;
        this.calls = calls;
        this.wishes = wishes;
        this.folder = folder;
        this.thought = thought;
        this.answer = answer;
    }

    /** The tag itself: a JSON text in a string, or an object. */
    static JsonNode read(JsonNode given) {
        try {
            return given.isTextual() ? Json.MAPPER.readTree(given.textValue()) : given;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("structural_tag is no JSON", e);
        }
    }

    /** Whether text may come before the first tag. */
    static boolean isFree(JsonNode tag) {
        return tag.has("structures") || tag.path("format").path("type").asText().equals("triggered_tags");
    }

    String text(JsonNode tag) {
        return tag.has("structures") ? tags(tag.get("structures"), false, "") : format(tag.path("format"));
    }

    private String format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "const_string" -> format.path("value").asText();
            case "any_text" -> thought;
            case "json_schema" -> Notation.JSON.text(SchemaValue.whole(format.path("json_schema")));
            case "qwen_xml_parameter" ->
                value(format.path("json_schema")).properties().stream()
                        .map(argument -> CallText.parameter(
                                "<parameter=$key>\n$value\n</parameter>\n", argument.getKey(), argument.getValue()))
                        .collect(Collectors.joining());
            case "regex" -> PatternText.of(format.path("pattern").asText(), 0);
            case "sequence" -> each(format.path("elements"));
            case "or" -> format(chosen(format.path("elements")));
            case "tag" -> tag(format);
            case "triggered_tags" ->
                tags(format.path("tags"), format.path("at_least_one").asBoolean(), "\n");
            case "tags_with_separator" ->
                tags(
                        format.path("tags"),
                        format.path("at_least_one").asBoolean(),
                        format.path("separator").asText());
            default -> "";
        };
    }

    private String each(JsonNode elements) {
        return StreamSupport.stream(elements.spliterator(), false)
                .map(this::format)
                .collect(Collectors.joining());
    }

    private String tags(JsonNode tags, boolean forced, String separator) {
        if (!calls && !forced) {
            return answer.get();
        }
        int count = wishes.calls() == null ? 1 : Math.max(1, wishes.calls());
        return IntStream.range(0, count)
                .mapToObj(call -> {
                    turn = call;
                    return tag(chosen(tags));
                })
                .collect(Collectors.joining(separator));
    }

    private String tag(JsonNode tag) {
        JsonNode end = tag.path("end");
        JsonNode inner = tag.path("content");
        JsonNode schema = tag.has("schema") ? tag.get("schema") : inner.path("json_schema");
        boolean arguments = tag.has("schema") || inner.path("type").asText().equals("json_schema");
        String content = arguments ? Notation.JSON.text(value(schema)) : format(inner);
        return tag.path("begin").asText()
                + content
                + (end.isArray() ? end.path(0).asText() : end.asText());
    }

    /** The tag of the tool that fits best, or the first. */
    private JsonNode chosen(JsonNode tags) {
        for (OfferedTool tool : fitting) {
            Pattern name = Pattern.compile("(?<![\\w-])" + Pattern.quote(tool.name()) + "(?![\\w-])");
            for (JsonNode tag : tags) {
                if (name.matcher(tag.path("begin").asText() + tag.path("value").asText())
                                .find()
                        || tag.path("type").asText().equals("sequence")
                                && name.matcher(tag.toString()).find()) {
                    return tag;
                }
            }
        }
        return tags.path(0);
    }

    private JsonNode value(JsonNode schema) {
        Hints hints = new Hints(wishes.message(), folder, turn);
        JsonNode arguments = SchemaValue.arguments(schema, hints);
        boolean object = schema.path("type").asText("object").equals("object");
        return object ? arguments : SchemaValue.whole(schema);
    }
}
