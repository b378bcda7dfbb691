package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.response.ResponseTemplates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a model's definition finds the formats of tool calls and reasoning from its chat template. */
class ModelFormatsTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final Path ROUND_TRIPS = Path.of("../shared/tool-calls/roundtrip.jsonl.gz");
    private static final Path EXPECTED = Path.of("src/test/resources/response/formats-of-templates.txt");

    /** A template that takes tools and writes {@code [name]} for a call: an unknown format. */
    private static final String UNKNOWN =
            "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}"
                    + "{% for c in m.tool_calls or [] %}[{{ c.function.name }}]{% endfor %}{% endfor %}";

    private static final String HERMES = UNKNOWN.replace(
            "[{{ c.function.name }}]",
            "<tool_call>{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson }}}</tool_call>");

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private int models;

    @Test
    void isRightForTheTemplatesOf145Models() throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.toList()) {
                ResponseFormat format = format(file, "auto", "auto");
                String name = file.getFileName().toString().replace(".jinja", "");
                found.put(name, name(format.tools()) + " " + name(format.reasoning()));
            }
        }
        Map<String, String> expected = Files.readAllLines(EXPECTED).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.trim().split(" +", 2))
                .collect(Collectors.toMap(
                        words -> words[0], words -> words[1].trim().replaceAll(" +", " ")));
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void isTheFamilyWhoseTextTheTemplateWrites() throws IOException {
        assumeTrue(Files.exists(ROUND_TRIPS), "no file " + ROUND_TRIPS + ": skipped");
        Map<String, String> families = new TreeMap<>();
        Set<String> thinking = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(ROUND_TRIPS)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode test = json.readTree(line);
                String template = test.path("template").textValue();
                families.put(template, test.path("family").textValue());
                if (test.path("expected").hasNonNull("reasoning_content")) {
                    thinking.add(template);
                }
            }
        }
        assertThat(families).hasSizeGreaterThan(30).allSatisfy((template, family) -> {
            ResponseFormat format = format(TEMPLATES.resolve(template + ".jinja"), "auto", "auto");
            assertThat(family(name(format.tools()))).isEqualTo(family);
            assertThat(!thinking.contains(template) || format.reasoning() != null)
                    .isTrue();
        });
    }

    /** These cases do not tell apart what differs in a few characters. */
    private static String family(String name) {
        return name.startsWith("mistral") ? "mistral" : name.equals("deepseek_v4") ? "deepseek_v32" : name;
    }

    @ParameterizedTest
    @CsvSource({
        "llama-3.1, llama3_json, -",
        "llama-3-apisix, -, -",
        "chatml, -, -",
        "qwen-2.5, hermes, -",
        "qwen-3, hermes, think",
        "mistral, mistral_json_id_last, -",
        "gemma, -, -",
        "phi-4, -, -",
        "deepseek-r1, deepseek_v3, think"
    })
    void isKnownForBuiltInTemplates(String template, String tools, String reasoning) {
        ResponseFormat format = format(template, "auto", "auto");
        assertThat(name(format.tools())).isEqualTo(tools);
        assertThat(name(format.reasoning())).isEqualTo(reasoning);
    }

    @Test
    void isWhatTheDefinitionNames() {
        ResponseFormat named = format("qwen-3", "pythonic", "mistral");
        assertThat(name(named.tools())).isEqualTo("pythonic");
        assertThat(name(named.reasoning())).isEqualTo("mistral");
        assertThat(format("qwen-3", "none", "none")).isEqualTo(ResponseFormat.TEXT);
    }

    @Test
    void isWhatTheSettingsNameForEveryModel() {
        context.getPropertiesComponent().addOverrideProperty("openai.tool-format", "none");
        context.getPropertiesComponent().addOverrideProperty("openai.reasoning-format", "seed");
        ResponseFormat format = format("qwen-3", null, null);
        assertThat(format.tools()).isNull();
        assertThat(name(format.reasoning())).isEqualTo("seed");
        assertThat(name(format("qwen-3", "hermes", null).tools())).isEqualTo("hermes");
    }

    @Test
    void comesFromTheTemplateForRequestsWithTools() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokenizer_config.json"),
                new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "chat_template",
                                List.of(
                                        Map.of("name", "default", "template", "{{ messages[0].content }}"),
                                        Map.of("name", "tool_use", "template", HERMES)))));
        assertThat(name(format(file, "auto", "auto").tools())).isEqualTo("hermes");
    }

    @Test
    void isTheResponseTemplateOfTheTokenizerUnlessTheDefinitionNamesAnother() throws IOException {
        bring(
                "{'start_anchor': '<|im_start|>assistant', 'fields': {'tool_calls': {'open': '<call>', 'close': '</call>',"
                        + " 'repeats': true, 'content': 'json', 'transform': {'type': 'function', 'function': '{content}'}},"
                        + " 'reasoning_content': {'open': '<why>', 'close': '</why>'}, 'content': {'close': '<|im_end|>'}}}");
        try (CapturedLog log = CapturedLog.open(Level.INFO)) {
            ResponseFormat format = format(folder, "auto", "none");
            assertThat(name(format.tools())).isEqualTo("response_template");
            assertThat(format.reasoning()).isNull();
            assertThat(log.messages())
                    .anyMatch(line -> line.contains("as the response_template of its tokenizer describes"));
        }
        assertThat(name(format(folder, "auto", "auto").reasoning())).isEqualTo("response_template");
        assertThat(name(format(folder, "pythonic", "auto").tools())).isEqualTo("pythonic");
    }

    @Test
    void isTheChatTemplatesWhereTheResponseTemplateSaysNothing() throws IOException {
        bring("{'fields': {'reasoning_content': {'open': '<why>', 'close': '</why>'}}}");
        ResponseFormat format = format(folder, "auto", "auto");
        assertThat(name(format.tools())).isEqualTo("hermes");
        assertThat(name(format.reasoning())).isEqualTo("response_template");
    }

    @Test
    void isTheChatTemplatesWhereTheResponseTemplateCannotBeUsed() throws IOException {
        bring("{'fields': 3}");
        try (CapturedLog log = CapturedLog.open()) {
            assertThat(name(format(folder, "auto", "auto").tools())).isEqualTo("hermes");
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("response_template", "'fields' must be an object", "m1");
        }
    }

    private void bring(String responseTemplate) throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), HERMES);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"response_template\": " + responseTemplate.replace('\'', '"') + "}");
    }

    @Test
    void isLoggedAtTheStartWithItsReason() {
        try (CapturedLog log = CapturedLog.open(Level.INFO)) {
            format("qwen-3", "auto", "none");
            assertThat(log.messages())
                    .contains("m1 calls tools as hermes (its chat template writes calls with '<tool_call>' and"
                            + " '\"name\": \"{name}\"' and '\"arguments\": '), leaves reasoning in the text"
                            + " (its definition says so)");
        }
    }

    @Test
    void isLoggedWithTheNoteThatToolsAreIgnored() throws IOException {
        Path file = Files.writeString(
                folder.resolve("chat_template.jinja"),
                HERMES.replace("{% if tools %}{{ tools | tojson }}{% endif %}", ""));
        try (CapturedLog log = CapturedLog.open(Level.INFO)) {
            assertThat(name(format(file, "auto", "auto").tools())).isEqualTo("hermes");
            assertThat(log.messages())
                    .anyMatch(line -> line.startsWith("m1 calls tools as hermes")
                            && line.contains("but ignores tools, so requests with tools are refused"));
        }
    }

    @Test
    void isLoggedOnceForEachModelUntilItChanges() throws IOException {
        Path file = Files.writeString(folder.resolve("chat_template.jinja"), HERMES);
        try (CapturedLog log = CapturedLog.open(Level.INFO)) {
            start("same", file.toString(), "auto", "auto");
            start("same", file.toString(), "auto", "auto");
            assertThat(about("same", log)).hasSize(1);
            start("same", file.toString(), "pythonic", "auto");
            assertThat(about("same", log)).hasSize(2);
        }
    }

    @Test
    void anUnknownFormatOfATemplateThatTakesToolsIsAWarning() throws IOException {
        Path file = Files.writeString(folder.resolve("chat_template.jinja"), UNKNOWN);
        try (CapturedLog log = CapturedLog.open()) {
            assertThat(format(file, "auto", "auto")).isEqualTo(ResponseFormat.TEXT);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains(file.toString(), " m1 ", "'toolFormat'", "none", "hermes", "qwen3_coder");
            format(file, "none", "auto");
            format(file, "hermes", "auto");
            format("chatml", "auto", "auto");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void hasItsNamesInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("docs/configuration.md"));
        String section = text.substring(text.indexOf("## Formats"));
        assertThat(Stream.of(ResponseTemplates.TOOLS, ResponseTemplates.REASONING)
                        .flatMap(List::stream))
                .allMatch(name -> section.contains("`" + name + "`"));
    }

    private static List<String> about(String model, CapturedLog log) {
        return log.events().stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(model + " calls"))
                .toList();
    }

    private ResponseFormat format(Object template, String toolFormat, String reasoningFormat) {
        return start("m" + ++models, template.toString(), toolFormat, reasoningFormat);
    }

    private ResponseFormat start(String name, String template, String toolFormat, String reasoningFormat) {
        TritonModel model = new TritonModel();
        model.setCamelContext(context);
        model.setModel(name);
        model.setUrl("http://127.0.0.1:1");
        model.setTemplate(template);
        if (toolFormat != null) {
            model.setToolFormat(toolFormat);
        }
        if (reasoningFormat != null) {
            model.setReasoningFormat(reasoningFormat);
        }
        model.start();
        return model.profile().response();
    }

    private static String name(ResponseTemplate template) {
        return template == null ? "-" : template.name();
    }
}
