package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the families of models write what the parser reads: the texts between which names, arguments and thoughts stand. A model's own template does not say it. */
public final class Writing {
    private static final Pattern SPECIAL = Pattern.compile("<\\||<｜|\\|>|\\[TOOL_CALLS]|\\[THINK]");

    /** Of a template that a model brings. */
    static final Writing UNKNOWN = new Writing(null, null);

    private final Calls calls;
    private final Thoughts thoughts;

    private Writing(Calls calls, Thoughts thoughts) {
        this.calls = calls;
        this.thoughts = thoughts;
    }

    /**
     * How calls are written.
     *
     * @param sectionBegin what stands before the first of several calls; empty for families without such a section
     * @param callBegin what stands before the arguments of a call, with {@code {name}} for the tool's name, and {@code {index}} for a number
     * @param arguments how they are written: {@code json}, {@code tags}, {@code python} or {@code gemma}
     * @param parameterBegin what stands before the value of a parameter, with {@code {key}} for its name, and {@code {string}} for whether it is a string; only for tags
     * @param parameterEnd what stands behind it
     * @param callEnd what stands behind the arguments
     * @param separator what stands between two calls
     * @param sectionEnd what stands behind the last call
     */
    public record Calls(
            String sectionBegin,
            String callBegin,
            String arguments,
            String parameterBegin,
            String parameterEnd,
            String callEnd,
            String separator,
            String sectionEnd) {}

    /**
     * How thoughts are written.
     *
     * @param begin what stands before them
     * @param end what stands behind them
     * @param answerBegin what stands before an answer; empty for most families
     */
    public record Thoughts(String begin, String end, String answerBegin) {}

    /** How the family of a template writes calls; empty for a template that a model brings. */
    public static Optional<Calls> calls(ResponseTemplate template) {
        return Optional.ofNullable(template.writing().calls);
    }

    /** True if special tokens, judged by their form, mark tool calls or reasoning: backends leave them out of their text by default. */
    public static boolean hasSpecialTokens(ResponseFormat format) {
        Optional<Calls> calls = Optional.ofNullable(format.tools()).flatMap(Writing::calls);
        Optional<Thoughts> thoughts = Optional.ofNullable(format.reasoning()).flatMap(Writing::thoughts);
        return isSpecial(calls.map(one -> one.sectionBegin() + one.callBegin()))
                || isSpecial(thoughts.map(Thoughts::begin));
    }

    private static boolean isSpecial(Optional<String> mark) {
        return mark.filter(text -> SPECIAL.matcher(text).find()).isPresent();
    }

    /** How the family of a template writes thoughts; empty for a template that a model brings. */
    public static Optional<Thoughts> thoughts(ResponseTemplate template) {
        Writing writing = template.writing();
        if (writing.thoughts == null && writing != UNKNOWN && ResponseTemplates.REASONING.contains(template.name())) {
            // its calls are known, and its thoughts are a family of the same name
            writing = ResponseTemplates.reasoning(template.name()).writing();
        }
        return Optional.ofNullable(writing.thoughts);
    }

    /** What the file of a family that calls tools says. */
    static Writing ofTools(JsonNode json) {
        JsonNode write = json.path("write");
        return new Writing(write.isMissingNode() ? null : calls(write), null);
    }

    /** What the file of a family that thinks says. */
    static Writing ofReasoning(JsonNode json) {
        return new Writing(null, thoughts(json));
    }

    private static Calls calls(JsonNode write) {
        return new Calls(
                text(write, "section_begin"),
                text(write, "call_begin"),
                text(write, "arguments"),
                text(write, "parameter_begin"),
                text(write, "parameter_end"),
                text(write, "call_end"),
                text(write, "separator"),
                text(write, "section_end"));
    }

    /** The marks that are read are those that are written, unless the file says otherwise. */
    private static Thoughts thoughts(JsonNode json) {
        JsonNode read = json.path("fields").path("reasoning_content");
        JsonNode write = json.path("write");
        return new Thoughts(
                write.has("begin") ? text(write, "begin") : first(read.path("open")),
                write.has("end") ? text(write, "end") : first(read.path("close")),
                text(write, "answer_begin"));
    }

    private static String first(JsonNode texts) {
        return (texts.isArray() ? texts.path(0) : texts).asText();
    }

    private static String text(JsonNode write, String key) {
        return write.path(key).asText("");
    }
}
