package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built-in templates against those that the models' vendors published, and both against docs/templates.md. */
class BuiltInCorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CORPUS = Path.of("../shared/chat-templates");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-3.1   | meta-llama-Llama-3.1-8B-Instruct                | 18 | ",
                "chatml      | cognitivecomputations_dolphin-2.5-mixtral-8x7b  | 16 | content_parts_gen tool_roundtrip_str_null_gen",
                "qwen-2.5    | Qwen-Qwen2.5-7B-Instruct                        | 32 | content_parts_gen",
                "qwen-3      | Qwen-Qwen3-0.6B                                 | 18 | ",
                "mistral     | mistralai-Mistral-Nemo-Instruct-2407            | 16 | content_parts_gen",
                "gemma       | google_gemma-3-4b-it                            | 29 | ",
                "phi-4       | LLM-Research_phi-4                              | 25 | content_parts_gen tool_roundtrip_dict_gen tool_roundtrip_str_gen tool_parallel_final_nogen jinjacpp",
                "deepseek-r1 | deepseek-ai_DeepSeek-R1                         | 27 | content_parts_gen tool_roundtrip_dict_gen tool_parallel_final_nogen"
            })
    void aBuiltInTemplateRendersWhatTheVendorsDoes(String name, String vendor, int expected, String others)
            throws Exception {
        assumeTrue(Files.exists(CORPUS), "no folder " + CORPUS + ": skipped");
        ChatTemplate template = ChatTemplate.parse(TemplateSources.find(name).text());
        Set<String> different = new TreeSet<>();
        int same = 0;
        int total = 0;
        try (Stream<String> lines = Files.lines(CORPUS.resolve("cases.jsonl"))) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode test = JSON.readTree(line);
                if (test.path("template").textValue().equals(vendor)) {
                    total++;
                    if (test.path("expected").asText("fails").equals(render(template, test))) {
                        same++;
                    } else {
                        different.add(test.path("scenario").textValue());
                    }
                }
            }
        }
        Set<String> documented = new TreeSet<>(others == null ? List.of() : List.of(others.split(" ")));
        assertThat(different).isEqualTo(documented);
        assertThat(same).isEqualTo(expected);
        assertThat(Files.readString(Path.of("docs/templates.md")))
                .contains("| `" + name + "` |", "| " + same + " of " + total + " |");
    }

    @ParameterizedTest
    @CsvSource({
        "llama-3.1",
        "llama-3-apisix",
        "chatml",
        "qwen-2.5",
        "qwen-3",
        "mistral",
        "gemma",
        "phi-4",
        "deepseek-r1"
    })
    void noPublishedTemplateIsCopied(String name) throws Exception {
        assumeTrue(Files.exists(CORPUS), "no folder " + CORPUS + ": skipped");
        Set<String> own = new TreeSet<>(TemplateSources.find(name)
                .text()
                .lines()
                .map(String::strip)
                .filter(line -> line.length() > 60)
                .toList());
        try (Stream<Path> files = Files.list(CORPUS.resolve("templates"))) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.naturalOrder())::iterator) {
                assertThat(Files.readString(file).lines().map(String::strip).filter(own::contains))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static String render(ChatTemplate template, JsonNode test) {
        Map<String, Object> variables =
                new HashMap<>(JSON.convertValue(test.path("context"), new TypeReference<Map<String, Object>>() {}));
        variables.putIfAbsent("documents", null);
        variables.put("messages", JSON.convertValue(test.path("messages"), Object.class));
        variables.put("tools", JSON.convertValue(test.path("tools"), Object.class));
        try {
            return template.render(variables);
        } catch (TemplateException e) {
            return "fails";
        }
    }
}
