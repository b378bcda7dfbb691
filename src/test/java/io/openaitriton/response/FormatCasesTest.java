package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.response.Parts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Situations of each format, with every way of splitting the text. */
class FormatCasesTest {
    private static final Path CASES = Path.of("../shared/tool-calls/formats.jsonl");
    private static final Map<String, String> TOOLS_OF = Map.ofEntries(
            Map.entry("think", "hermes"),
            Map.entry("think_opened", "hermes"),
            Map.entry("think_qwen35", "qwen3_coder"),
            Map.entry("think_kimi", "kimi_k2"),
            Map.entry("think_kimi_old", "kimi_k2"),
            Map.entry("think_glm", "glm45"),
            Map.entry("think_glm47", "glm47"),
            Map.entry("think_deepseek", "deepseek_v31"),
            Map.entry("think_minimax", "minimax_m2"),
            Map.entry("think_mistral", "mistral"),
            Map.entry("think_seed", "seed_oss"),
            Map.entry("think_granite", "granite"),
            Map.entry("think_gemma", "gemma4"),
            Map.entry("think_cohere", "cohere"),
            Map.entry("think_harmony", "harmony"),
            Map.entry("enforced", "hermes"));
    private static final Map<String, String> REASONING_OF = Map.ofEntries(
            Map.entry("think_kimi_old", "kimi_old"),
            Map.entry("think_mistral", "mistral"),
            Map.entry("think_seed", "seed"),
            Map.entry("think_granite", "granite"),
            Map.entry("think_gemma", "gemma"),
            Map.entry("think_cohere", "cohere"),
            Map.entry("think_harmony", "harmony"),
            Map.entry("harmony", "harmony"),
            Map.entry("gemma4", "gemma"),
            Map.entry("cohere", "cohere"));

    /** The cases by family; one without a name where there are none. */
    static Stream<Arguments> families() throws IOException {
        if (!Files.exists(CASES)) {
            return Stream.of(Arguments.of("none", List.of()));
        }
        Map<String, List<String>> families = new TreeMap<>();
        for (String line : Files.readAllLines(CASES)) {
            families.computeIfAbsent(Cases.JSON.readTree(line).path("family").asText(), key -> new ArrayList<>())
                    .add(line);
        }
        return families.entrySet().stream()
                .map(family -> Arguments.of(family.getKey(), Named.of("cases", family.getValue())));
    }

    @ParameterizedTest
    @MethodSource("families")
    void anySplitOfACaseIsReadTheSameWay(String family, List<String> lines) throws IOException {
        assumeTrue(Files.exists(CASES), "no cases at " + CASES);
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            check(Cases.JSON.readTree(line), wrong);
        }
        assertThat(wrong)
                .as(wrong.size() + " of " + lines.size() + " are wrong")
                .isEmpty();
    }

    private static void check(JsonNode each, List<String> wrong) {
        String family = each.path("family").asText();
        boolean thinks = family.startsWith("think");
        String reasoning = REASONING_OF.get(family);
        String called = each.path("text").asText().contains("<｜DSML｜") && family.equals("think_deepseek")
                ? "deepseek_v32"
                : TOOLS_OF.getOrDefault(family, family);
        ResponseFormat format = new ResponseFormat(
                ResponseTemplates.tools(called),
                reasoning == null && !thinks
                        ? null
                        : ResponseTemplates.reasoning(reasoning == null ? "think" : reasoning));
        JsonNode tools = each.path("tools");
        ResponseReading reading = Cases.reading(format, each.path("prompt_end").asText(), tools, each.path("request"));
        String text = each.path("text").asText();
        boolean cut = each.path("finish").asText().equals("length");
        List<List<String>> cuts = new ArrayList<>(Cases.cuts(text, 7));
        each.path("chunks").forEach(chunks -> {
            List<String> pieces = new ArrayList<>();
            chunks.forEach(piece -> pieces.add(piece.asText()));
            cuts.add(pieces);
        });
        for (List<String> pieces : cuts) {
            Parts parts = Parts.read(reading, pieces, cut);
            String why = difference(parts, each);
            if (why == null && each.has("early")) {
                why = early(reading, each);
            }
            if (why != null) {
                wrong.add(each.path("id").asText() + " (" + each.path("what").asText() + "): " + why + "\n  text "
                        + shortened(text) + "\n  cut " + shortened(pieces.toString()) + "\n  parts "
                        + shortened(parts.toString())
                        + "\n  expected "
                        + shortened(each.path("expected").path("events").toString()));
                return;
            }
        }
    }

    private static String early(ResponseReading reading, JsonNode each) {
        Parts parts = new Parts();
        ResponseParser parser = new ResponseParser(reading, parts);
        JsonNode early = each.path("early");
        for (int i = 0; i < early.path("chunks").asInt(); i++) {
            parser.push(each.path("chunks").path(0).path(i).asText());
        }
        String arguments = squeezed(parts.joined("call"));
        return squeezed(parts.joined("text"))
                                .startsWith(squeezed(early.path("text").asText("")))
                        && squeezed(parts.joined("reasoning"))
                                .startsWith(squeezed(early.path("reasoning").asText("")))
                        && arguments.startsWith(squeezed(early.path("arguments").asText("")))
                        && (!early.has("name") || !parts.calls().isEmpty())
                ? null
                : "early: " + parts;
    }

    private static String difference(Parts parts, JsonNode each) {
        List<JsonNode> expected = new ArrayList<>();
        each.path("expected").path("events").forEach(event -> {
            if (!event.has("reasoning")
                    || each.path("request").path("include_reasoning").asBoolean(true)) {
                expected.add(event);
            }
        });
        List<Part> got = new ArrayList<>(parts.all);
        if (!each.path("request").path("include_reasoning").asBoolean(true)) {
            got.removeIf(part -> part.kind.equals("reasoning"));
        }
        if (got.size() != expected.size()) {
            return "number of parts";
        }
        boolean textOnly = got.size() == 1 && got.get(0).kind.equals("text");
        for (int i = 0; i < got.size(); i++) {
            Part part = got.get(i);
            JsonNode event = expected.get(i);
            if (!event.has(part.kind)) {
                return "part " + i + " is " + part.kind;
            }
            if (part.kind.equals("call")) {
                String why = call(part, event.path("call"));
                if (why != null) {
                    return why;
                }
            } else {
                String text = event.path(part.kind).asText();
                if (textOnly
                        ? !part.text.toString().equals(text)
                        : !part.text.toString().strip().equals(text.strip())) {
                    return part.kind;
                }
            }
        }
        return null;
    }

    private static String call(Part part, JsonNode call) {
        if (!part.name.equals(call.path("name").asText())) {
            return "name";
        }
        if (call.has("id") && !call.path("id").asText().equals(part.id)) {
            return "id " + part.id;
        }
        String text = part.text.toString();
        if (call.has("arguments_text")) {
            return text.equals(call.path("arguments_text").asText()) ? null : "arguments";
        }
        if (call.has("arguments_cut")) {
            String told = squeezed(text).replaceAll("[}\\]]*$", "");
            return squeezed(call.path("arguments_cut").asText()).startsWith(told) ? null : "arguments cut";
        }
        return Cases.isJson(text, call.path("arguments")) ? null : "arguments";
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s", "");
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
