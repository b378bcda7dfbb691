package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.response.CallFormat.Content;
import io.openaitriton.response.CallFormat.Keys;
import io.openaitriton.response.CallFormat.Tags;
import io.openaitriton.response.CallFormat.Where;
import io.openaitriton.response.ResponseTemplate.Answer;
import io.openaitriton.response.pattern.Program;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a response template: Hugging Face's keys, and those that the families of this project need besides.
 *
 * <p>Source: "Response Parsing" in the documentation of transformers.
 */
final class TemplateReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(?:\\.(\\w+))*}");
    private static final String CONTENT = "content";

    private final String name;
    private final Function<JsonNode, Writing> writing;

    /** @param writing finds in a file how calls or thoughts are written */
    TemplateReader(String name, Function<JsonNode, Writing> writing) {
        this.name = name;
        this.writing = writing;
    }

    /** @throws IllegalArgumentException when it cannot be read: the family, the key, and what is wrong */
    ResponseTemplate read(JsonNode json) {
        try {
            ResponseTemplate template = template(json);
            requireExpressions(template);
            return template;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The response template " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private ResponseTemplate template(JsonNode json) {
        JsonNode fields = json.path("fields");
        if (!fields.isObject() || fields.isEmpty()) {
            throw new IllegalArgumentException("'fields' must be an object that is not empty");
        }
        List<CallFormat> calls = new ArrayList<>();
        JsonNode tools = fields.path("tool_calls");
        if (tools.isArray()) {
            tools.forEach(one -> calls.add(call(one)));
        } else if (tools.isObject()) {
            calls.add(call(tools));
        }
        JsonNode thoughts = fields.path("reasoning_content").isMissingNode()
                ? fields.path("thinking")
                : fields.path("reasoning_content");
        JsonNode text = fields.path(CONTENT);
        List<String> marks = new ArrayList<>(TemplateTexts.expressions(text, "open"));
        List<String> ends = new ArrayList<>(TemplateTexts.texts(json.path("end_of_turn")));
        if (json.has("start_anchor") || json.has("start_anchor_pattern")) {
            // there the mark behind the text is the end of the turn
            ends.addAll(TemplateTexts.texts(text.path("close")));
            TemplateTexts.literals(text.path("close_pattern").asText("")).forEach(ends::add);
        } else {
            marks.addAll(TemplateTexts.expressions(text, "close"));
        }
        return new ResponseTemplate(
                name,
                calls,
                thoughts.isObject() ? reasoning(thoughts) : null,
                marks,
                TemplateTexts.texts(text.path("begin_pattern")),
                answer(text),
                ends,
                writing.apply(json),
                json.path("framed").asBoolean(),
                json.path("short_ids").asBoolean(),
                json.path("id_before_number").asText(null),
                json.path("calls_end_reasoning").asBoolean());
    }

    private static Answer answer(JsonNode text) {
        String begin = text.path("answer_begin").asText("");
        String end = text.path("answer_end").asText("");
        if (begin.isEmpty() != end.isEmpty()) {
            throw new IllegalArgumentException("'content' needs both 'answer_begin' and 'answer_end', or none of them");
        }
        return begin.isEmpty() ? null : new Answer(Program.literal(begin), Program.literal(end));
    }

    /** Finds features that cannot be matched in a stream now, and not with the first answer. */
    private static void requireExpressions(ResponseTemplate template) {
        List<String> all = new ArrayList<>(template.contentMarks());
        all.addAll(template.contentBeginnings());
        for (CallFormat call : template.calls()) {
            all.addAll(call.open());
            all.addAll(call.ends());
            all.addAll(call.strays());
            if (call.tags() != null) {
                all.addAll(List.of(
                        call.tags().open(), call.tags().close(), call.tags().end()));
                all.addAll(call.tags().lost());
                all.addAll(call.tags().next());
                if (call.tags().follow() != null) {
                    all.add(call.tags().follow());
                }
            }
        }
        if (template.hasReasoning()) {
            all.addAll(template.reasoning().open());
            all.addAll(template.reasoning().close());
        }
        Program.of(all);
    }

    private static ReasoningFormat reasoning(JsonNode field) {
        List<String> opened = new ArrayList<>();
        TemplateTexts.texts(field.path("open")).forEach(mark -> opened.add(mark.strip()));
        opened.addAll(TemplateTexts.texts(field.path("opened_by")));
        return new ReasoningFormat(
                TemplateTexts.expressions(field, "open"),
                TemplateTexts.expressions(field, "close"),
                opened,
                field.path("repeats").asBoolean(),
                field.path("special").asBoolean(),
                field.path("join").asText(""));
    }

    private static CallFormat call(JsonNode field) {
        List<String> open = TemplateTexts.expressions(field, "open");
        if (open.isEmpty()) {
            throw new IllegalArgumentException("'tool_calls' needs 'open' or 'open_pattern'");
        }
        JsonNode arguments = field.path("content_args");
        Content content = content(field, arguments);
        List<String> ends = TemplateTexts.expressions(field, "close");
        Tags tags = content == Content.TAGS ? tags(arguments, ends) : null;
        JsonNode delimiters = arguments.path("string_delims").path(0);
        return new CallFormat(
                open,
                ends,
                TemplateTexts.expressions(field, "stray"),
                content,
                Where.valueOf(field.path("where").asText("anywhere").toUpperCase(Locale.ROOT)),
                field.path("offered").asBoolean(),
                content == Content.JSON_CALLS ? keys(field, arguments) : null,
                tags,
                content == Content.LITERAL ? delimiters.path(0).asText(null) : null);
    }

    private static Content content(JsonNode field, JsonNode arguments) {
        return switch (field.path(CONTENT).asText("text")) {
            case "json" -> {
                if (arguments.path("unquoted_keys").asBoolean() || arguments.has("string_delims")) {
                    yield Content.LITERAL;
                }
                yield isNamedByMark(field.path("transform")) ? Content.JSON_ARGUMENTS : Content.JSON_CALLS;
            }
            case "xml-inline" -> Content.TAGS;
            case "python-call-list" -> Content.PYTHON;
            default ->
                throw new IllegalArgumentException("'content' of 'tool_calls' must be 'json', 'xml-inline' or"
                        + " 'python-call-list', but is '" + field.path(CONTENT).asText("text") + "'");
        };
    }

    /** True when the name is a group of the opening mark, and not a key of what follows. */
    private static boolean isNamedByMark(JsonNode transform) {
        JsonNode function = transform.path("function").isObject() ? transform.path("function") : transform;
        return function.path("name").asText("").equals("{name}")
                && function.path("arguments").asText("").equals("{content}");
    }

    private static Keys keys(JsonNode field, JsonNode arguments) {
        Set<String> names = new LinkedHashSet<>(TemplateTexts.texts(arguments.path("name")));
        Set<String> values = new LinkedHashSet<>(TemplateTexts.texts(arguments.path("arguments")));
        JsonNode transform = field.path("transform");
        JsonNode function = transform.path("function").isObject() ? transform.path("function") : transform;
        addKey(function.path("name"), names);
        addKey(function.path("arguments"), values);
        if (names.isEmpty()) {
            names.add("name");
        }
        if (values.isEmpty()) {
            values.addAll(List.of("arguments", "parameters"));
        }
        return new Keys(
                names,
                values,
                new LinkedHashSet<>(TemplateTexts.texts(arguments.path("id"))),
                arguments.path("name_is_key").asBoolean(),
                arguments.path("id_last").asBoolean(),
                field.path("offered").asBoolean(),
                arguments.path("id_pattern").asText("[A-Za-z0-9]{9}"));
    }

    /** {@code {content.tool_name}} or {@code {tool_name}}: the last word is the key. */
    private static void addKey(JsonNode placeholder, Set<String> keys) {
        Matcher matcher = PLACEHOLDER.matcher(placeholder.asText(""));
        if (matcher.matches()) {
            keys.add(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
        }
    }

    /** Hugging Face has one expression for a whole tag: what is before the value opens it, what is behind it closes it. */
    private static Tags tags(JsonNode arguments, List<String> closes) {
        String end = arguments.has("end") ? arguments.path("end").asText() : closes.isEmpty() ? null : closes.get(0);
        if (end == null) {
            throw new IllegalArgumentException("'tool_calls' needs 'close' or 'close_pattern'");
        }
        if (arguments.has("tag_open")) {
            return new Tags(
                    arguments.path("tag_open").asText(),
                    arguments.path("tag_close").asText(),
                    arguments.path("tag_follow").asText(null),
                    TemplateTexts.texts(arguments.path("tag_lost")),
                    end,
                    TemplateTexts.texts(arguments.path("next")));
        }
        String pattern = arguments.path("tag_pattern").asText("");
        Matcher value = Pattern.compile("\\(\\?P?<value>\\.[*+]\\??\\)").matcher(pattern);
        if (!value.find()) {
            throw new IllegalArgumentException("'tag_pattern' must have a group 'value' that is '.*?'");
        }
        return new Tags(
                pattern.substring(0, value.start()), pattern.substring(value.end()), null, List.of(), end, List.of());
    }
}
