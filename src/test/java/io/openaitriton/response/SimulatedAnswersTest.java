package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openaitriton.response.Parts.Part;
import io.openaitriton.simulator.tools.Speech;
import io.openaitriton.simulator.tools.ToolPlayer;
import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateLimits;
import io.openaitriton.template.TemplateOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The output of the simulator's models is read as intended, although the two are independent. */
class SimulatedAnswersTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);
    private static final String QUESTION = "in celsius?";
    private static final String THOUGHT = "A call of get_weather gives the answer.";
    private static final Map<String, String> REASONING = Map.of(
            "apertus", "apertus",
            "apriel", "apriel",
            "cohere", "cohere",
            "gemma4", "gemma",
            "granite", "granite",
            "harmony", "harmony",
            "minicpm3", "minicpm3",
            "mistral", "mistral",
            "seed_oss", "seed");

    /** Formats without a mark: with text before it, what looks like a call is text. */
    private static final List<String> WITHOUT_MARK = List.of("llama3_json", "pythonic");

    private JsonNode tools;

    @TestFactory
    List<DynamicTest> eachFamilysAnswersAreRead() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = ToolPlayer.class.getResourceAsStream("played.json")) {
            JsonNode played = Cases.JSON.readTree(in);
            tools = played.get("tools");
            for (JsonNode row : played.get("prompts")) {
                add(tests, row.get("family").textValue(), "", row.get("prompt").textValue());
            }
            for (JsonNode row : played.get("templates")) {
                Path file = TEMPLATES.resolve(row.get("template").textValue() + ".jinja");
                // without the real templates, the prompts above remain
                if (Files.isRegularFile(file)) {
                    String name = row.get("template").textValue();
                    add(tests, row.get("family").textValue(), name, prompt(Files.readString(file), row, played));
                }
            }
        }
        return tests;
    }

    private void add(List<DynamicTest> tests, String family, String template, String prompt) {
        tests.add(DynamicTest.dynamicTest(family + " " + template, () -> {
            aCallIsRead(family, template, prompt);
            aCutCallIsRead(family, template, prompt);
            otherAnswersAreText(family, template, prompt);
        }));
    }

    private void aCallIsRead(String family, String template, String prompt) {
        Parts one = said(family, template, prompt, "");
        assertThat(one.calls()).hasSize(1);
        assertCall(one.calls().get(0));
        assertThat(one.joined("text")).isBlank();
        assertThat(one.joined("reasoning").strip()).isIn("", THOUGHT);
        assertThat(said(family, template, prompt, " @@calls=2").calls())
                .hasSize(family.startsWith("gigachat") ? 1 : 2)
                .allSatisfy(SimulatedAnswersTest::assertCall);
        if (!WITHOUT_MARK.contains(family)) {
            Parts both = said(family, template, prompt, " @@call=text");
            assertThat(both.joined("text").strip()).isEqualTo("I call get_weather.");
            assertCall(both.calls().get(0));
        }
    }

    private void aCutCallIsRead(String family, String template, String prompt) {
        List<Part> calls = said(family, template, prompt, " @@call=cut").calls();
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).name).isEqualTo("get_weather");
        assertThat(calls.get(0).text.toString()).startsWith("{").doesNotEndWith("}");
    }

    private void otherAnswersAreText(String family, String template, String prompt) {
        Parts malformed = said(family, template, prompt, " @@call=malformed");
        assertThat(malformed.calls()).isEmpty();
        assertThat(malformed.joined("text")).contains("Paris");
        Parts text = said(family, template, prompt, " @@calls=0");
        assertThat(text.calls()).isEmpty();
        assertThat(text.joined("text").strip()).startsWith("(asked").endsWith(")");
    }

    private static void assertCall(Part call) {
        assertThat(call.name).isEqualTo("get_weather");
        try {
            assertThat(Cases.JSON.readTree(call.text.toString()).path("city").asText())
                    .isEqualTo("Paris");
        } catch (IOException e) {
            throw new AssertionError(call.toString(), e);
        }
    }

    private Parts said(String family, String template, String prompt, String marker) {
        String marked = prompt.replace(QUESTION, QUESTION + marker);
        Speech speech = new ToolPlayer(
                        marked,
                        template.isEmpty() ? family : template,
                        (verb, what) -> "(" + verb + ": " + what + ")",
                        0)
                .speech(false, true);
        String reasoning = template.contains("Apriel") ? "apriel" : REASONING.getOrDefault(family, "think");
        boolean idLast = family.equals("mistral_json");
        ResponseFormat format = new ResponseFormat(
                ResponseTemplates.tools(idLast ? "mistral_json_id_last" : family),
                ResponseTemplates.reasoning(reasoning));
        ResponseReading reading = Cases.reading(format, marked, tools, MissingNode.getInstance());
        String text = speech.text() + (speech.cut() ? "" : speech.end());
        Parts whole = Parts.read(reading, List.of(text), speech.cut());
        List<String> characters =
                text.chars().mapToObj(c -> String.valueOf((char) c)).toList();
        assertThat(Parts.read(reading, characters, speech.cut())).hasToString(whole.toString());
        return whole;
    }

    private static String prompt(String template, JsonNode row, JsonNode played) {
        Map<String, Object> variables = new HashMap<>();
        row.path("context").properties().forEach(one -> variables.put(one.getKey(), plain(one.getValue())));
        variables.put("messages", plain(played.get("asked")));
        variables.put("tools", plain(played.get("tools")));
        variables.put("add_generation_prompt", true);
        variables.put("bos_token", "");
        variables.put("eos_token", "");
        return ChatTemplate.parse(template, new TemplateOptions(CLOCK, TemplateLimits.DEFAULT))
                .render(variables);
    }

    private static Object plain(JsonNode node) {
        return Cases.JSON.convertValue(node, Object.class);
    }
}
