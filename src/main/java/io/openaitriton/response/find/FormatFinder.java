package io.openaitriton.response.find;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.response.find.FoundFormat.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the formats of a model from its chat template. {@code found-by.json} lists the marks of each format, in the order in
 * which they are tried, because the marks of one format may be part of another's.
 */
public final class FormatFinder {
    private static final String FILE = "/openai-triton/response/found-by.json";
    private static final FormatFinder PACKAGED = new FormatFinder();

    private final List<Family> tools;
    private final List<Family> reasoning;

    private FormatFinder() {
        try (InputStream file = FormatFinder.class.getResourceAsStream(FILE)) {
            JsonNode json = new ObjectMapper().readTree(file);
            tools = families(json.path("tools"));
            reasoning = families(json.path("reasoning"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The format of tool calls. The best evidence is a call that the template writes, then its instructions to the model, then
     * its source, which may mention formats that it never writes.
     *
     * @param call what the template writes for an assistant's call of the tool {@code {name}} with the argument {@code {key}} of the value {@code {value}}; or null
     * @param instructions a prompt with tools, or null
     * @param source the template itself, or null if it is not reliable
     * @return null if unknown
     */
    public static FoundFormat tools(String call, String instructions, String source) {
        FoundFormat found = PACKAGED.find(PACKAGED.tools, Evidence.CALL, call);
        if (found == null) {
            found = PACKAGED.find(PACKAGED.tools, Evidence.INSTRUCTIONS, instructions);
        }
        return found != null ? found : PACKAGED.find(PACKAGED.tools, Evidence.SOURCE, unescaped(source));
    }

    /**
     * The format of reasoning.
     *
     * @param source the template
     * @return null if it has no known marks
     */
    public static FoundFormat reasoning(String source) {
        return PACKAGED.find(PACKAGED.reasoning, Evidence.SOURCE, unescaped(source));
    }

    /** Names of the families that can be found by how they call tools. */
    public static List<String> toolNames() {
        return PACKAGED.tools.stream().map(Family::name).toList();
    }

    /** Names of the families that can be found by how they mark thoughts. */
    public static List<String> reasoningNames() {
        return PACKAGED.reasoning.stream().map(Family::name).toList();
    }

    private FoundFormat find(List<Family> families, Evidence evidence, String text) {
        if (text == null) {
            return null;
        }
        for (Family family : families) {
            for (Marks marks : evidence == Evidence.CALL ? family.call() : family.text()) {
                if (marks.areIn(text)) {
                    return new FoundFormat(family.name(), evidence, marks.has());
                }
            }
        }
        return null;
    }

    /** Line breaks and quotes as the strings in a template's source have them. */
    private static String unescaped(String source) {
        return source == null ? null : source.replace("\\n", "\n").replace("\\\"", "\"");
    }

    private static List<Family> families(JsonNode list) {
        List<Family> families = new ArrayList<>();
        list.forEach(family -> families.add(
                new Family(family.path("name").textValue(), marks(family.path("call")), marks(family.path("text")))));
        return List.copyOf(families);
    }

    private static List<Marks> marks(JsonNode list) {
        List<Marks> marks = new ArrayList<>();
        list.forEach(node -> marks.add(new Marks(texts(node.path("has")), texts(node.path("lacks")))));
        return List.copyOf(marks);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.textValue()));
        return List.copyOf(texts);
    }

    /**
     * How a family is found.
     *
     * @param call alternatives for a call that a template writes
     * @param text alternatives for any other text of a template
     */
    private record Family(String name, List<Marks> call, List<Marks> text) {}

    /**
     * Marks that belong together.
     *
     * @param has all of these are there
     * @param lacks none of these is
     */
    private record Marks(List<String> has, List<String> lacks) {
        boolean areIn(String text) {
            return has.stream().allMatch(text::contains) && lacks.stream().noneMatch(text::contains);
        }
    }
}
