package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.Tool;
import io.openaitriton.response.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Structural tags for the calls of a family of models. */
final class CallTags {
    private static final String NAME = "{name}";
    private static final String INDEX = "{index}";
    private static final String GEMMA = "gemma";

    /**
     * The marker at the beginning of a text, {@code <...>} or {@code [...]}, if only the text after it, the same for all calls,
     * distinguishes it from others.
     */
    private static final Pattern MARKER = Pattern.compile("^(<[^>]*>|\\[[A-Z_]+])(?=\\s*([{<\\[]|$))");

    private static final JsonNode ANY_OBJECT =
            JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Writing.Calls writing;
    private final List<Tool> tools;
    private final boolean parallel;

    CallTags(Writing.Calls writing, List<Tool> tools, boolean parallel) {
        this.writing = writing;
        this.tools = tools;
        this.parallel = parallel;
    }

    /**
     * Whether tags can describe these calls. Python's notation has no unambiguous end. Gemma's has one, but no schema can
     * describe the text before it.
     */
    static boolean describe(Writing.Calls writing, List<Tool> tools) {
        return List.of("json", "tags").contains(writing.arguments())
                || writing.arguments().equals(GEMMA) && tools.stream().noneMatch(Tool::strict);
    }

    /** A call, or several if the request allows it. */
    JsonNode required() {
        List<JsonNode> calls = calls(false);
        if (hasSection()) {
            return section(calls);
        }
        return trigger().isBlank()
                ? Tags.separated(calls, writing.separator(), !parallel)
                : Tags.triggered(trigger(), calls, true, !parallel);
    }

    /**
     * Text in which a call may begin anywhere; then its arguments follow the schema of a strict tool. Null if a call cannot be
     * distinguished from text.
     */
    JsonNode allowed() {
        List<JsonNode> calls = calls(true);
        if (hasSection()) {
            return Tags.triggered(marker(sectionBegin()), List.of(section(calls)), false, !parallel);
        }
        return trigger().isBlank() ? null : Tags.triggered(trigger(), calls, false, !parallel);
    }

    /** Calls, or an answer in an output format. */
    JsonNode or(JsonNode answer) {
        List<JsonNode> tags = new ArrayList<>();
        tags.add(Tags.tag("", answer, ""));
        if (hasSection()) {
            tags.add(section(calls(true)));
        } else {
            tags.addAll(calls(true));
        }
        return Tags.separated(
                tags, writing.separator().isEmpty() ? "\n" : writing.separator(), !parallel || hasSection());
    }

    private boolean hasSection() {
        return !writing.sectionBegin().isEmpty();
    }

    /** Without leading white space, which varies between models. */
    private String sectionBegin() {
        return writing.sectionBegin().stripLeading();
    }

    private JsonNode section(List<JsonNode> calls) {
        JsonNode content = writing.separator().isEmpty()
                ? Tags.triggered(trigger(), calls, true, !parallel)
                : Tags.separated(calls, writing.separator(), !parallel);
        return Tags.tag(sectionBegin(), content, writing.sectionEnd().stripTrailing());
    }

    private List<JsonNode> calls(boolean strictOnly) {
        List<JsonNode> calls = new ArrayList<>();
        for (Tool tool : tools) {
            calls.add(call(tool.name(), arguments(tool, strictOnly)));
        }
        return calls;
    }

    private JsonNode arguments(Tool tool, boolean strictOnly) {
        if (writing.arguments().equals(GEMMA)) {
            return Tags.anyText();
        }
        boolean free = strictOnly && !tool.strict();
        if (writing.arguments().equals("tags")) {
            return free ? Tags.anyText() : new ParameterTags(writing, CallSchema.parameters(tool)).arguments();
        }
        return Tags.json(free ? ANY_OBJECT : CallSchema.parameters(tool));
    }

    private JsonNode call(String name, JsonNode arguments) {
        String begin = writing.callBegin().replace(NAME, name);
        int index = begin.indexOf(INDEX);
        if (index < 0) {
            return Tags.tag(begin, arguments, writing.callEnd());
        }
        return Tags.tag(
                begin.substring(0, index),
                Tags.sequence(Tags.regex("[0-9]+"), Tags.constant(begin.substring(index + INDEX.length())), arguments),
                writing.callEnd());
    }

    /** The text at the beginning of all calls, and of no other text. */
    private String trigger() {
        String begin = writing.callBegin();
        return marker(begin.substring(0, begin.indexOf(NAME)));
    }

    /** The marker alone, if it is unambiguous: the white space after it varies between models. */
    private static String marker(String begin) {
        Matcher marker = MARKER.matcher(begin);
        return marker.find() ? marker.group() : begin;
    }
}
