package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openaitriton.response.Parts.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The output of vendors' templates for a random message is read back as that message, for every split. */
class RoundTripTest {
    private static final Path CASES = Path.of("../shared/tool-calls/roundtrip.jsonl.gz");
    private static final Pattern TEMPLATE = Pattern.compile("\"template\": ?\"([^\"]+)\"");
    private static final Map<String, String> TOOLS_OF = Map.of(
            "CISCai_Mistral-7B-Instruct-v0.3-SOTA-GGUF", "mistral_json",
            "mistralai-Mistral-Nemo-Instruct-2407", "mistral_json_id_last",
            "deepseek-ai-DeepSeek-V4", "deepseek_v4");
    private static final Map<String, String> REASONING_OF = Map.of(
            "seed_oss", "seed",
            "gemma4", "gemma",
            "harmony", "harmony",
            "cohere", "cohere",
            "minicpm3", "minicpm3",
            "mistral", "mistral",
            "Apriel-1.6-15b-Thinker-fixed", "apriel",
            "unsloth-Apriel-1.5", "apriel");

    /** The cases by template; one without a name where there are none. */
    static Stream<Arguments> templates() throws IOException {
        if (!Files.exists(CASES)) {
            return Stream.of(Arguments.of("none", List.of()));
        }
        Map<String, List<String>> templates = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(CASES)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher template = TEMPLATE.matcher(line);
                templates
                        .computeIfAbsent(template.find() ? template.group(1) : "", key -> new ArrayList<>())
                        .add(line);
            }
        }
        return templates.entrySet().stream()
                .map(template -> Arguments.of(template.getKey(), Named.of("cases", template.getValue())));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void anySplitOfAMessageIsReadBack(String template, List<String> lines) throws IOException {
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
        String template = each.path("template").asText();
        String family = each.path("family").asText();
        String reasoning = REASONING_OF.getOrDefault(template, REASONING_OF.getOrDefault(family, "think"));
        ResponseFormat format = new ResponseFormat(
                ResponseTemplates.tools(TOOLS_OF.getOrDefault(template, family)),
                ResponseTemplates.reasoning(reasoning));
        ResponseReading reading =
                Cases.reading(format, each.path("prompt").asText(), each.path("tools"), MissingNode.getInstance());
        String text = each.path("text").asText();
        for (List<String> pieces : Cases.cuts(text, each.path("id").asText().hashCode())) {
            Parts parts = Parts.read(reading, pieces, false);
            String why = difference(parts, each.path("expected"));
            if (why != null) {
                wrong.add(template + " " + each.path("id").asText() + ": " + why + "\n  prompt ends "
                        + last(each.path("prompt").asText()) + "\n  text " + shortened(text) + "\n  pieces "
                        + pieces.size() + "\n  parts " + shortened(parts.toString()) + "\n  expected "
                        + shortened(each.path("expected").toString()));
                return;
            }
        }
    }

    private static String difference(Parts parts, JsonNode expected) {
        for (String kind : List.of("content", "reasoning_content")) {
            String got = parts.joined(kind.equals("content") ? "text" : "reasoning");
            String wanted = expected.path(kind).asText("");
            if (!got.strip().equals(wanted.strip()) || wanted.isEmpty() && !got.isEmpty()) {
                return kind;
            }
        }
        List<Part> calls = parts.calls();
        JsonNode wanted = expected.path("tool_calls");
        if (calls.size() != wanted.size()) {
            return "number of calls";
        }
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = wanted.path(i);
            if (!calls.get(i).name.equals(call.path("name").asText())) {
                return "name " + i;
            }
            if (call.has("id") && !call.path("id").asText().equals(calls.get(i).id)) {
                return "id " + i;
            }
            if (!Cases.isJson(calls.get(i).text.toString(), call.path("arguments"))) {
                return "arguments " + i + " " + shortened(calls.get(i).text.toString());
            }
        }
        return null;
    }

    private static String last(String text) {
        return text.substring(Math.max(0, text.length() - 60)).replace("\n", "\\n");
    }

    private static String shortened(String text) {
        return text.length() > 500 ? text.substring(0, 500) + "…" : text;
    }
}
