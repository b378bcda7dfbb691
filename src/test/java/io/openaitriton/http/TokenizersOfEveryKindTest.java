package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models with tokenizers of each kind, over HTTP: the counts are those of Python's {@code tokenizers}. */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class TokenizersOfEveryKindTest {
    private static final Path TOKENIZERS = Path.of("src/test/resources/tokenizers");
    /** In Turkish, with a dotted capital I, which is two characters in lower case. */
    private static final int TEXT = 4;
    /** Special tokens that the golden tokens have and a prompt has not. */
    private static final Map<String, Integer> KINDS =
            Map.of("llama", 1, "gemma", 0, "mistral", 0, "bert-uncased", 2, "xlm-roberta", 2, "t5", 2, "clip", 0);

    private static final int CONTEXT = 200;

    private static final String MODEL = """
            - beans:
                - name: %1$s
                  type: io.openaitriton.camel.TritonModel
                  initMethod: start
                  properties:
                    model: %1$s
                    url: "%2$s"
                    names: "%1$s"
                    template: "%3$s"
                    tokenizer: "%4$s"
                    contextLength: %5$d
            - templatedRoute:
                routeTemplateRef: triton-model
                routeId: triton-%1$s
                parameters:
                  - name: name
                    value: %1$s
                  - name: model
                    value: %1$s
                  - name: url
                    value: "%2$s"
            """;

    @TempDir
    private static Path folder;

    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        TritonSimulator triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(kinds().map(kind -> kind + "=generic").toArray(String[]::new)));
        Path template = Files.writeString(
                folder.resolve("plain.jinja"), "{% for message in messages %}{{ message.content }}{% endfor %}");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        for (String kind : kinds().toList()) {
            Path tokenizer = TOKENIZERS.resolve(kind + ".json").toAbsolutePath();
            Files.writeString(
                    routes.resolve(kind + ".camel.yaml"),
                    MODEL.formatted(kind, triton.url(), template, tokenizer, CONTEXT));
        }
        gateway = gateways.start(
                triton, "triton.dialect", "generic", "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
    }

    static Stream<String> kinds() {
        return KINDS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countTokensIsExact(String kind) throws IOException {
        JsonNode count = json(post("/v1/messages/count_tokens", kind, text()), 200);
        assertThat(count.path("input_tokens").intValue()).isEqualTo(golden(kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void usageIsExact(String kind) throws IOException {
        JsonNode answer = json(post("/v1/chat/completions", kind, text()), 200);
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(golden(kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPromptThatIsLongerThanTheContextIsRefused(String kind) throws IOException {
        JsonNode error = json(post("/v1/chat/completions", kind, (text() + " ").repeat(60)), 400);
        assertThat(error.at("/error/code").textValue()).isEqualTo("context_length_exceeded");
    }

    private static String text() throws IOException {
        return line("texts.jsonl").textValue();
    }

    private static int golden(String kind) throws IOException {
        JsonNode golden = line(kind + ".golden");
        int tokens = golden.get(0).size();
        for (JsonNode attention : golden.path(2)) {
            tokens -= attention.intValue() == 0 ? 1 : 0;
        }
        return tokens - KINDS.get(kind);
    }

    private static JsonNode line(String file) throws IOException {
        List<String> lines = Files.readAllLines(TOKENIZERS.resolve(file));
        return OpenAiJson.mapper().readTree(lines.get(TEXT));
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static HttpResponse<String> post(String path, String model, String text) throws IOException {
        String body = new ObjectMapper()
                .writeValueAsString(Map.of(
                        "model", model, "max_tokens", 3, "messages", List.of(Map.of("role", "user", "content", text))));
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }
}
