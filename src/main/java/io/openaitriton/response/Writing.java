package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** How the families of models write what the parser reads: the texts between which names, arguments and thoughts stand. A model's own template does not say it. */
public final class Writing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SPECIAL = Pattern.compile("<\\||<｜|\\|>|\\[TOOL_CALLS]|\\[THINK]");
    private static final String FOLDER = "/openai-triton/response/";
    private static final ConcurrentMap<String, Optional<Calls>> CALLS = new ConcurrentHashMap<>();
    private static final ConcurrentMap<String, Optional<Thoughts>> THOUGHTS = new ConcurrentHashMap<>();

    private Writing() {}

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
        return CALLS.computeIfAbsent(
                template.name(),
                name -> json("tools/" + name)
                        .map(json -> json.get("write"))
                        .map(write -> new Calls(
                                text(write, "section_begin"),
                                text(write, "call_begin"),
                                text(write, "arguments"),
                                text(write, "parameter_begin"),
                                text(write, "parameter_end"),
                                text(write, "call_end"),
                                text(write, "separator"),
                                text(write, "section_end"))));
    }

    /** True when special tokens mark calls or thoughts, as far as their looks tell: backends leave these out of their text unless they are told otherwise. */
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
        return THOUGHTS.computeIfAbsent(
                template.name(), name -> json("reasoning/" + name).map(Writing::thoughts));
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

    private static Optional<JsonNode> json(String name) {
        try (InputStream in = Writing.class.getResourceAsStream(FOLDER + name + ".json")) {
            return in == null ? Optional.empty() : Optional.of(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
