package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.template.error.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The built-in templates against the texts that the vendors' own templates render, as {@code docs/templates.md} tells it:
 * both of its tables are computed again and compared.
 */
class BuiltInCorpusTest {
    private static final Path CASES = Path.of("../shared/chat-templates/cases.jsonl");
    private static final Path PAGE = Path.of("docs/templates.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A vendor's template, and the variables with which the built-in one gives the same. */
    private record Vendor(String builtIn, String template, String variables) {}

    /** The first one of each built-in is the one that the table of scenarios is about. */
    private static final List<Vendor> VENDORS = List.of(
            new Vendor("llama-3.1", "meta-llama-Llama-3.1-8B-Instruct", ""),
            new Vendor("llama-3.1", "meta-llama-Llama-3.2-3B-Instruct", "`date_string: \"10 Jul 2025\"`"),
            new Vendor("chatml", "HuggingFaceTB_SmolLM-135M-Instruct", ""),
            new Vendor("chatml", "cognitivecomputations_dolphin-2.5-mixtral-8x7b", ""),
            new Vendor("qwen-2.5", "Qwen-Qwen2.5-7B-Instruct", ""),
            new Vendor(
                    "qwen-2.5",
                    "Qwen_Qwen2.5-7B-Instruct-1M",
                    "`default_system_message: \"You are a helpful assistant.\"`"),
            new Vendor("qwen-3", "Qwen_Qwen3-4B", ""),
            new Vendor("qwen-3", "Qwen-Qwen3-0.6B", ""),
            new Vendor("qwen-3", "Qwen_Qwen3-4B-Instruct-2507", "`thoughts: false`"),
            new Vendor("qwen-3", "Qwen_Qwen3-4B-Thinking-2507", "`open_thought: true`"),
            new Vendor("mistral", "mistralai-Mistral-Nemo-Instruct-2407", ""),
            new Vendor("mistral", "mistralai_Mistral-Nemo-Instruct-2407", ""),
            new Vendor("gemma", "google_gemma-3-4b-it", ""),
            new Vendor("gemma", "google_gemma-3n-E4B-it", ""),
            new Vendor("gemma", "google-gemma-2-2b-it", ""),
            new Vendor("phi-4", "LLM-Research_phi-4", ""),
            new Vendor("deepseek-r1", "deepseek-ai_DeepSeek-R1", ""),
            new Vendor("deepseek-r1", "deepseek-ai_DeepSeek-R1_2", "`open_thought: false`"),
            new Vendor("deepseek-r1", "deepseek-ai_DeepSeek-R1-Distill-Qwen-7B", ""),
            new Vendor("deepseek-r1", "deepseek-ai-DeepSeek-R1-Distill-Llama-8B", ""));

    /** How a built-in fares in a case; {@link #cell} is the page's word for it. */
    private enum Outcome {
        SAME("="),
        REFUSED("refused"),
        MENDED("repaired"),
        DIFFERS("differs");

        private final String cell;

        Outcome(String cell) {
            this.cell = cell;
        }
    }

    private record Case(String scenario, Outcome outcome) {}

    @Test
    void eachVendorsTemplateIsMatchedAsThePageSays() throws IOException {
        Map<String, List<JsonNode>> corpus = corpus();
        List<String> expected = new ArrayList<>();
        for (Vendor vendor : VENDORS) {
            List<Case> cases = run(vendor, corpus);
            expected.add("| `%s` | `%s` | %s | %d | %d | %s | %s |"
                    .formatted(
                            vendor.builtIn(),
                            vendor.template(),
                            vendor.variables(),
                            cases.stream()
                                    .filter(c -> c.outcome() == Outcome.SAME)
                                    .count(),
                            cases.stream()
                                    .filter(c -> c.outcome() == Outcome.REFUSED)
                                    .count(),
                            scenarios(cases, Outcome.MENDED),
                            scenarios(cases, Outcome.DIFFERS))
                    .replace("|  |", "| |")
                    .replace("|  |", "| |"));
        }
        assertThat(table("| built-in |")).isEqualTo(expected);
    }

    @Test
    void eachScenarioBehavesAsThePageSays() throws IOException {
        Map<String, List<JsonNode>> corpus = corpus();
        Map<String, Vendor> first = new TreeMap<>();
        VENDORS.forEach(vendor -> first.putIfAbsent(vendor.builtIn(), vendor));
        Map<String, Set<String>> found = new TreeMap<>();
        for (Vendor vendor : first.values()) {
            for (Case test : run(vendor, corpus)) {
                found.computeIfAbsent(test.scenario() + ", " + vendor.builtIn(), k -> new LinkedHashSet<>())
                        .add(test.outcome().cell);
            }
        }

        Map<String, Set<String>> told = new TreeMap<>();
        List<String> names = cells(header("| scenario |"));
        for (String row : table("| scenario |")) {
            List<String> cells = cells(row);
            for (int i = 1; i < cells.size(); i++) {
                if (!cells.get(i).equals("–")) {
                    told.put(cells.get(0) + ", " + names.get(i), Set.of(cells.get(i)));
                }
            }
        }

        assertThat(told).isEqualTo(found);
    }

    /** Runs in every build, as a reminder to update the page for a new template. */
    @Test
    void thePageListsEveryBuiltIn() throws IOException {
        assertThat(table("| name |").stream().map(row -> cells(row).get(0))).isEqualTo(BuiltInFiles.NAMES);
        try (var files = Files.list(Path.of("src/main/resources/openai-triton/templates"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(BuiltInFiles.NAMES.stream()
                            .flatMap(name -> List.of(name + ".jinja", name + ".control-tokens").stream())
                            .toList());
        }
        assertThat(VENDORS.stream().map(Vendor::builtIn).distinct())
                .containsExactlyElementsOf(BuiltInFiles.NAMES.stream()
                        .filter(name -> !name.equals("llama-3-apisix"))
                        .toList());
    }

    /** Only what Jinja does is compared: the texts are the model's, the same for everybody. */
    @Test
    void noLineOfAVendorsTemplateIsCopied() throws IOException {
        Path templates = CASES.resolveSibling("templates");
        assumeTrue(Files.isDirectory(templates), "skipped: there is no folder " + templates);
        Set<String> own = new HashSet<>();
        for (String name : BuiltInFiles.NAMES) {
            BuiltInFiles.source(name)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.length() > 60 && (line.contains("{{") || line.contains("{%")))
                    .forEach(own::add);
        }
        try (Stream<Path> files = Files.list(templates)) {
            for (Path file : files.sorted().toList()) {
                assertThat(Files.readString(file).lines().map(String::strip).filter(own::contains))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static List<Case> run(Vendor vendor, Map<String, List<JsonNode>> corpus) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (JsonNode test : corpus.get(vendor.template())) {
            String expected = test.path("expected").textValue();
            Outcome outcome;
            try {
                String actual = BuiltInFiles.template(vendor.builtIn()).render(variables(vendor, test));
                outcome = expected == null ? Outcome.MENDED : actual.equals(expected) ? Outcome.SAME : Outcome.DIFFERS;
            } catch (TemplateException e) {
                assertThat(expected)
                        .as("%s: %s", test.get("id"), e.getMessage())
                        .isNull();
                assertThat(e.kind()).as(test.get("id").textValue()).isEqualTo(TemplateException.Kind.RAISED);
                outcome = Outcome.REFUSED;
            }
            cases.add(new Case(test.get("scenario").textValue(), outcome));
        }
        return cases;
    }

    private static Map<String, Object> variables(Vendor vendor, JsonNode test) throws IOException {
        Map<String, Object> variables = new HashMap<>();
        test.get("context").properties().forEach(f -> variables.put(f.getKey(), plain(f.getValue())));
        // the templates write their end tokens out; a gateway need not know them
        variables.remove("eos_token");
        variables.put("messages", plain(test.get("messages")));
        if (!test.path("tools_absent").asBoolean()) {
            variables.put("tools", plain(test.get("tools")));
        }
        if (!vendor.variables().isEmpty()) {
            String[] variable = vendor.variables().replace("`", "").split(": ", 2);
            variables.put(variable[0], plain(JSON.readTree(variable[1])));
        }
        return variables;
    }

    private static Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }

    private static String scenarios(List<Case> cases, Outcome outcome) {
        return cases.stream()
                .filter(c -> c.outcome() == outcome)
                .map(c -> "`" + c.scenario() + "`")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Map<String, List<JsonNode>> corpus() throws IOException {
        assumeTrue(
                Files.isRegularFile(CASES),
                "skipped: there is no " + CASES + " with the texts expected from the vendors' templates");
        Map<String, List<JsonNode>> cases = new HashMap<>();
        for (String line : Files.readAllLines(CASES)) {
            JsonNode test = JSON.readTree(line);
            cases.computeIfAbsent(test.get("template").textValue(), k -> new ArrayList<>())
                    .add(test);
        }
        return cases;
    }

    /** The rows of the page's table that has this header. */
    private static List<String> table(String header) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int start = lines.indexOf(header(header)) + 2;
        return lines.subList(start, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String header(String start) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " has no table " + start));
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|"))
                .skip(1)
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
