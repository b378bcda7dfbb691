package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Structural tags for the calls of a family of models. */
final class CallTags {
    /** The marker that a text begins with, {@code <...>} or {@code [...]}. */
    private static final Pattern MARKER = Pattern.compile("^(<[^>]*>|\\[[^\\]]*\\])");

    private static final JsonNode ANY_OBJECT =
            JsonNodeFactory.instance.objectNode().put("type", "object");

    private final CallMarkup markup;
    private final List<Tool> tools;
    private final boolean parallel;

    CallTags(CallMarkup markup, List<Tool> tools, boolean parallel) {
        this.markup = markup;
        this.tools = tools;
        this.parallel = parallel;
    }

    /** A call, or several where the request allows it. */
    JsonNode required() {
        List<JsonNode> calls = calls(false);
        return markup.hasSection() ? section(calls) : Tags.triggered(trigger(), calls, true, !parallel);
    }

    /** Text in which a call may begin anywhere; then its arguments follow the schema of a strict tool. */
    JsonNode allowed() {
        List<JsonNode> calls = calls(true);
        return markup.hasSection()
                ? Tags.triggered(marker(markup.sectionBegin()), List.of(section(calls)), false, !parallel)
                : Tags.triggered(trigger(), calls, false, !parallel);
    }

    /** Calls, or an answer of a given form. */
    JsonNode or(JsonNode answer) {
        List<JsonNode> tags = new ArrayList<>();
        tags.add(Tags.tag("", answer, ""));
        if (markup.hasSection()) {
            tags.add(section(calls(true)));
        } else {
            tags.addAll(calls(true));
        }
        return Tags.separated(
                tags, markup.separator().isEmpty() ? "\n" : markup.separator(), !parallel || markup.hasSection());
    }

    private JsonNode section(List<JsonNode> calls) {
        JsonNode content = markup.separator().isEmpty()
                ? Tags.triggered(trigger(), calls, true, !parallel)
                : Tags.separated(calls, markup.separator(), !parallel);
        return Tags.tag(markup.sectionBegin(), content, markup.sectionEnd());
    }

    private List<JsonNode> calls(boolean strictOnly) {
        List<JsonNode> calls = new ArrayList<>();
        for (Tool tool : tools) {
            calls.add(call(tool.name(), strictOnly && !tool.strict() ? ANY_OBJECT : CallSchema.parameters(tool)));
        }
        return calls;
    }

    private JsonNode call(String name, JsonNode schema) {
        JsonNode arguments = markup.tags() ? Tags.parameters(schema) : Tags.json(schema);
        String begin = markup.callBegin().replace(CallMarkup.NAME, name);
        int index = begin.indexOf(CallMarkup.INDEX);
        if (index < 0) {
            return Tags.tag(begin, arguments, markup.callEnd());
        }
        return Tags.tag(
                begin.substring(0, index),
                Tags.sequence(
                        Tags.regex("[0-9]+"),
                        Tags.constant(begin.substring(index + CallMarkup.INDEX.length())),
                        arguments),
                markup.callEnd());
    }

    /** What all calls begin with, and other text does not. */
    private String trigger() {
        String begin = markup.callBegin();
        return marker(begin.substring(0, begin.indexOf(CallMarkup.NAME)));
    }

    /** The marker alone, where there is one: models vary the white space after it. */
    private static String marker(String begin) {
        Matcher marker = MARKER.matcher(begin);
        return marker.find() ? marker.group() : begin;
    }
}
