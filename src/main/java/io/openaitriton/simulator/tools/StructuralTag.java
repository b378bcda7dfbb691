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

/** A text that follows a structural tag of xgrammar, in the older or the newer form. */
final class StructuralTag {
    private static final List<String> SEVERAL = List.of("triggered_tags", "tags_with_separator");

    private final TagValues values;
    private final List<OfferedTool> fitting;
    private final boolean calls;
    private final boolean thinks;
    private final int wanted;
    private final String thought;
    private final Supplier<String> answer;

    /**
     * @param fitting tools that the user's message is about, best first
     * @param calls whether the model calls a tool where it need not
     * @param thinks whether it thinks where it need not
     * @param wanted how many calls
     * @param answer a text for where no call is needed
     */
    StructuralTag(
            TagValues values,
            List<OfferedTool> fitting,
            boolean calls,
            boolean thinks,
            int wanted,
            String thought,
            Supplier<String> answer) {
        this.values = values;
        this.fitting = fitting;
        this.calls = calls;
        this.thinks = thinks;
        this.wanted = wanted;
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
        return tag.has("structures") ? tags(tag.get("structures"), tag, "") : format(tag.path("format"));
    }

    private String format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "const_string" -> format.path("value").asText();
            case "any_text" -> values.isInCall() ? values.text() : thought;
            case "json_schema" -> values.json(format.path("json_schema"));
            case "qwen_xml_parameter" -> values.parameters(format.path("json_schema"));
            case "regex" -> PatternText.of(format.path("pattern").asText(), 0);
            case "sequence" ->
                StreamSupport.stream(format.path("elements").spliterator(), false)
                        .map(this::format)
                        .collect(Collectors.joining());
            case "or" -> format(option(format.path("elements")));
            case "tag" -> tag(format);
            case "triggered_tags" -> tags(format.path("tags"), format, "");
            case "tags_with_separator" ->
                tags(format.path("tags"), format, format.path("separator").asText());
            default -> "";
        };
    }

    private String tags(JsonNode tags, JsonNode format, String separator) {
        boolean forced = format.path("at_least_one").asBoolean();
        if (!calls && !forced) {
            return answer.get();
        }
        JsonNode plain = calls ? null : withoutBegin(tags);
        if (plain != null) {
            return tag(plain);
        }
        // a section of calls is one tag; how many calls are in it is decided there
        boolean section =
                SEVERAL.contains(chosen(tags).path("content").path("type").asText());
        int count = section || format.path("stop_after_first").asBoolean() ? 1 : wanted;
        return IntStream.range(0, count)
                .mapToObj(call -> {
                    values.next(call);
                    return tag(chosen(tags));
                })
                .collect(Collectors.joining(separator));
    }

    private static JsonNode withoutBegin(JsonNode tags) {
        for (JsonNode tag : tags) {
            if (tag.path("begin").asText().isEmpty()) {
                return tag;
            }
        }
        return null;
    }

    private String tag(JsonNode tag) {
        String begin = tag.path("begin").asText();
        JsonNode end = tag.path("end");
        values.enter(begin);
        String content = tag.has("schema") ? values.json(tag.get("schema")) : format(tag.path("content"));
        values.leave();
        return begin + content + (end.isArray() ? end.path(0).asText() : end.asText());
    }

    /** Of optional parameters none is written, and of optional thoughts those that the model has. */
    private JsonNode option(JsonNode options) {
        JsonNode last = options.path(options.size() - 1);
        boolean thoughts = options.path(0)
                .path("elements")
                .path(0)
                .path("content")
                .path("type")
                .asText()
                .equals("any_text");
        if (thoughts) {
            return thinks ? options.path(0) : last;
        }
        return values.isInCall() && last.path("type").asText().equals("regex")
                ? last
                : values.mentioned(options, chosen(options));
    }

    /** The tag of the tool that fits best, or the first. */
    private JsonNode chosen(JsonNode tags) {
        for (OfferedTool tool : fitting) {
            Pattern name = TagValues.word(tool.name());
            for (JsonNode tag : tags) {
                if (name.matcher(tag.path("begin").asText()).find()) {
                    return tag;
                }
            }
        }
        for (JsonNode tag : tags) {
            if (!tag.path("begin").asText().isEmpty()) {
                return tag;
            }
        }
        return tags.path(0);
    }
}
