package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer in a model's definition, through the real routes to a backend that counts nothing. */
@ExtendWith(GatewayExtension.class)
class TokenizerTest {
    /** Every byte is a token; so is each control token. */
    private static final String BYTES = "{\"model\":{\"type\":\"BPE\",\"vocab\":{%s},\"merges\":[]},\"pre_tokenizer\":"
            + "{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"added_tokens\":[{\"content\":\"<|eot_id|>\"}]}";

    @TempDir
    Path folder;

    private TritonSimulator triton;

    @BeforeEach
    void start(Gateways gateways) throws Exception {
        StringBuilder vocabulary = new StringBuilder();
        char unprintable = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            char c = printable ? (char) b : unprintable++;
            vocabulary.append(b == 0 ? "" : ",").append(c == '"' || c == '\\' ? "\"\\" : "\"");
            vocabulary.append(c).append("\":").append(b);
        }
        Files.writeString(folder.resolve("tokenizer.json"), BYTES.formatted(vocabulary));
        triton = gateways.simulator(SimulatorSettings.defaults().withModels("Meta-Llama-3.1-8B-Instruct=generic"));
    }

    private GatewayServer gateway(Gateways gateways, String properties) throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        for (String name : List.of(
                "openai-http-chat-completions",
                "openai-http-completions",
                "openai-chat",
                "openai-completions",
                "openai-prompts",
                "openai-answer",
                "openai-router",
                "openai-errors",
                "triton-model",
                "llama-70b")) {
            Files.copy(Path.of("routes", name + ".camel.yaml"), routes.resolve(name + ".camel.yaml"));
        }
        String model = Files.readString(Path.of("routes/llama-8b.camel.yaml"));
        Files.writeString(
                routes.resolve("llama-8b.camel.yaml"),
                model.replace("        model: Meta", properties.indent(8) + "        model: Meta"));
        return gateways.start(
                triton, "triton.dialect", "generic", "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
    }

    @Test
    void tokensAreCountedIfTheBackendDoesNot(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "tokenizer: " + folder);
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"max_tokens\":2"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = OpenAiJson.mapper().readTree(answer.body());
        String prompt = OpenAiJson.mapper()
                .readTree(triton.takeRequest(Duration.ofSeconds(10)).body())
                .get("text_input")
                .textValue();
        assertThat(prompt).contains("<|eot_id|>");
        assertThat(json.at("/usage/prompt_tokens").intValue())
                .isEqualTo(prompt.replace("<|eot_id|>", "x").length());
        assertThat(json.at("/usage/completion_tokens").intValue())
                .isEqualTo(json.at("/choices/0/message/content").textValue().length());
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("length");

        String stream = gateway.chat(
                        GatewayServer.request("hi", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .body();
        assertThat(stream).contains("\"usage\":{\"prompt_tokens\":" + json.at("/usage/prompt_tokens"));
    }

    @Test
    void aPromptLongerThanTheContextNeverReachesTheBackend(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "tokenizer: " + folder + "/tokenizer.json\ncontextLength: 300");
        HttpResponse<String> refused = gateway.chat(GatewayServer.request("x".repeat(300), "\"max_tokens\":1"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "\"code\":\"context_length_exceeded\"",
                        "\"param\":\"messages\"",
                        "maximum context length is 300 tokens",
                        "resulted in more than 300 tokens");
        assertThat(gateway.chat(GatewayServer.request("x".repeat(1_000_000), ""))
                        .body())
                .contains("resulted in more than 300 tokens");
        assertThat(complete(gateway, "\"" + "x".repeat(300) + "\"", 299))
                .contains("\"code\":\"context_length_exceeded\"", "\"param\":\"prompt\"", "as many as 300 tokens");
        assertThat(complete(gateway, "[\"a\",\"" + "x".repeat(300) + "\"]", 1))
                .contains("\"code\":\"context_length_exceeded\"", "\"param\":\"prompt");
        assertThat(triton.requestCount()).isLessThan(2);
        assertThat(gateway.chat(GatewayServer.request("hi", "\"max_tokens\":9")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenizerThatCannotBeReadStopsTheStart(Gateways gateways) throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"type\":\"Unigram\"}}");
        assertThatThrownBy(() -> gateway(gateways, "tokenizer: " + folder).close())
                .hasStackTraceContaining("line 7: Cannot use the tokenizer ")
                .hasStackTraceContaining("tokenizer.json: its Unigram model has no vocab");
    }

    @Test
    void aContextLengthWithoutATokenizerStopsTheStart(Gateways gateways) {
        assertThatThrownBy(() -> gateway(gateways, "contextLength: 300").close())
                .hasStackTraceContaining("needs a tokenizer");
    }

    private static String complete(GatewayServer gateway, String prompt, int maxTokens) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString("{\"prompt\":" + prompt + ",\"max_tokens\":" + maxTokens + "}"))
                .build();
        HttpResponse<String> refused = gateway.send(request, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        return refused.body();
    }
}
