package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.real.OnTriton.Counts;
import io.openaitriton.real.OnTriton.Mark;
import io.openaitriton.triton.dialect.MappingRows;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the table in docs/mapping.md, as the models of a real Triton server get it. */
class MappingOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    /** Chosen again for each request without a seed. */
    private static final Set<String> SEED = Set.of("seed", "sampling_param_seed");

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @ParameterizedTest(name = "{0}, streamed: {2}")
    @CsvSource({
        "generic, generic, false",
        "generic, generic, true",
        "vllm, vllm, false",
        "vllm, vllm, true",
        "ensemble, tensorrt-llm, false",
        "ensemble, tensorrt-llm, true",
        "tensorrt_llm_bls, tensorrt-llm, false",
        "tensorrt_llm_bls, tensorrt-llm, true",
        "tensorrt_llm, tensorrt-llm-api, false",
        "tensorrt_llm, tensorrt-llm-api, true"
    })
    void aModelGetsWhatTheTableSays(String model, String dialect, boolean streamed) throws IOException {
        Map<String, String> table = column(dialect);
        Mark mark = HERE.mark();
        int refused = 0;
        int answered = 1;
        Map<String, JsonNode> plain = got(model, streamed, "", "nothing more").get(0);
        SoftAssertions all = new SoftAssertions();
        for (MappingRows.Row row : MappingRows.all()) {
            String cell = table.get(row.title());
            if (row.name().equals("stream")) {
                // all requests here have that field
                all.assertThat(MappedValues.plain(plain.get(cell.replace("`", "")))
                                .booleanValue())
                        .as(cell)
                        .isEqualTo(streamed);
                continue;
            }
            List<Map<String, JsonNode>> got = got(model, streamed, "," + row.fields(), cell);
            if (cell.equals("refused")) {
                refused++;
                all.assertThat(got).as("calls for %s", row.name()).isEmpty();
                continue;
            }
            answered++;
            all.assertThat(got).as("calls for %s", row.name()).isNotEmpty();
            if (!got.isEmpty()) {
                Set<String> changed = changed(plain, got.get(0), row.name());
                all.assertThat(changed).as(row.name()).isEqualTo(names(cell));
                for (String input : changed) {
                    all.assertThat(MappedValues.plain(got.get(0).get(input)))
                            .as("%s for %s", input, row.name())
                            .isEqualTo(MappedValues.expected(row, input));
                }
            }
        }
        all.assertAll();
        // a stream that the gateway ends at a stop string is cancelled at the model
        Map<String, Integer> outcomes = Map.of("success", answered, "client_error", refused);
        int calls = answered;
        await().atMost(LIMIT).untilAsserted(() -> {
            Counts counts = HERE.since(mark);
            assertThat(counts.outcomes()).isEqualTo(outcomes);
            assertThat(counts.requests()).isEqualTo(calls);
            assertThat(counts.ends().keySet()).isSubsetOf("finished", "cancelled");
            assertThat(counts.ends().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(calls);
        });
    }

    /** Values that the notes below the table speak of. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "ensemble, 'seed':-1, seed, [18446744073709551615]",
                "tensorrt_llm, 'seed':-1, sampling_param_seed, [18446744073709551615]",
                "vllm, 'seed':-1, sampling_parameters.seed, -1",
                "vllm, 'seed':9223372036854775807, sampling_parameters.seed, 9223372036854775807",
                "ensemble, 'top_k':-1, top_k, [0]",
                "tensorrt_llm, 'top_k':-1, sampling_param_top_k, [0]",
                "vllm, 'top_k':-1, sampling_parameters.top_k, -1"
            })
    void aModelGetsTheValueInItsOwnForm(String model, String field, String input, String value) throws IOException {
        for (boolean streamed : new boolean[] {false, true}) {
            Map<String, JsonNode> got =
                    got(model, streamed, "," + field.replace('\'', '"'), "").get(0);
            assertThat(got.get(input)).hasToString(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"ensemble, seed", "tensorrt_llm, sampling_param_seed"})
    void aSeedIsDrawnForEachRequestThatSamples(String model, String input) throws IOException {
        JsonNode first = got(model, false, "", "").get(0).get(input);
        assertThat(first).isNotNull();
        assertThat(got(model, false, "", "").get(0).get(input)).isNotNull().isNotEqualTo(first);
        for (String greedy : List.of("\"temperature\":0", "\"top_k\":1")) {
            assertThat(got(model, false, "," + greedy, "").get(0)).doesNotContainKey(input);
        }
    }

    /** The cells of a dialect's column, by what stands in the first. */
    private static Map<String, String> column(String dialect) throws IOException {
        Map<String, String> cells = new HashMap<>();
        List<String> columns = List.of();
        for (String line : Files.readAllLines(Path.of("docs/mapping.md"))) {
            List<String> row = List.of(line.split(" *\\| *"));
            if (row.size() == 6 && row.get(1).equals("field")) {
                columns = row;
            } else if (row.size() == 6 && columns.contains(dialect)) {
                cells.put(row.get(1), row.get(columns.indexOf(dialect)));
            } else if (!cells.isEmpty()) {
                break;
            }
        }
        return cells;
    }

    private static Set<String> names(String cell) {
        return NAME.matcher(cell).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> changed(Map<String, JsonNode> plain, Map<String, JsonNode> got, String row) {
        Set<String> names = new TreeSet<>(got.keySet());
        names.removeIf(name -> got.get(name).equals(plain.get(name)) || SEED.contains(name) && !row.equals("seed"));
        return names;
    }

    /** What Triton's models got for a request: a map for each call, of inputs by name. */
    private static List<Map<String, JsonNode>> got(String model, boolean streamed, String fields, String cell)
            throws IOException {
        long mark = HERE.triton().mark();
        String message =
                fields.contains("\"messages\"") ? "" : ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        String request = "{\"model\":\"" + model + "\",\"stream\":" + streamed + message + fields + "}";
        HttpResponse<String> answer = HERE.gateway().chat(request);
        if (cell.equals("refused")) {
            assertThat(answer.statusCode()).as(request + answer.body()).isEqualTo(400);
        } else {
            assertThat(answer.statusCode()).as(request + answer.body()).isEqualTo(200);
            assertThat(answer.body()).as(request).doesNotContain("\"error\"");
        }
        List<Map<String, JsonNode>> calls = new ArrayList<>();
        for (JsonNode call : HERE.triton().requests(mark)) {
            calls.add(MappedValues.inputs(call));
        }
        return calls;
    }
}
