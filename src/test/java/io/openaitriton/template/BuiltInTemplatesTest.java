package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInTemplatesTest {
    private static final List<Turn> CONVERSATION = List.of(
            new Turn("system", "You are a helpful assistant"), new Turn("user", "What is the capital of France?"));

    @Test
    void llama31IsMetasFormat() {
        assertThat(PromptTemplate.builtIn("llama-3.1", "").render(CONVERSATION))
                .isEqualTo("<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\n"
                        + "Today Date: 26 Jul 2024\n\nYou are a helpful assistant<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nWhat is the capital of France?<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void llama31StartsWithTheBosTokenOfTheDefinitionOnly() {
        assertThat(PromptTemplate.builtIn("llama-3.1", "<|begin_of_text|>").render(CONVERSATION))
                .startsWith("<|begin_of_text|><|start_header_id|>system");
    }

    @Test
    void llama31TrimsAsPythonDoes() {
        assertThat(PromptTemplate.builtIn("llama-3.1", "")
                        .render(List.of(new Turn("user", " \n\t\u00a0\u2028\u001chi \u200b\u3000\u0085"))))
                .contains("\n\nhi \u200b<|eot_id|>");
    }

    @Test
    void llama3ApisixIsTheLuaRoutesPromptByteForByte() {
        assertThat(PromptTemplate.builtIn("llama-3-apisix", "").render(CONVERSATION))
                .isEqualTo("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nYou are a helpful assistant"
                        + "<|eot_id|>\n<|start_header_id|>user<|end_header_id|>\nWhat is the capital of France?"
                        + "<|eot_id|>\n<|start_header_id|>assistant<|end_header_id|>");
    }

    @Test
    void llama3ApisixHasItsSystemBlockAlsoWhenEmpty() {
        assertThat(PromptTemplate.builtIn("llama-3-apisix", "").render(List.of(new Turn("user", "hi"))))
                .isEqualTo("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n<|eot_id|>\n"
                        + "<|start_header_id|>user<|end_header_id|>\nhi<|eot_id|>\n"
                        + "<|start_header_id|>assistant<|end_header_id|>");
    }

    @Test
    void llama3ApisixKeepsEveryTurn() {
        assertThat(PromptTemplate.builtIn("llama-3-apisix", "")
                        .render(List.of(
                                new Turn("user", "one"), new Turn("assistant", "two"), new Turn("user", "three"))))
                .contains("user<|end_header_id|>\none<|eot_id|>\n", "assistant<|end_header_id|>\ntwo", "three");
    }

    @Test
    void everyPromptEndsWithTheGenerationMarker() {
        for (String name : List.of("llama-3.1", "llama-3-apisix")) {
            PromptTemplate template = PromptTemplate.builtIn(name, "");
            assertThat(template.render(CONVERSATION)).endsWith(template.generationMarker());
            assertThat(template.name()).isEqualTo(name);
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> PromptTemplate.builtIn("llama-4", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("llama-4", "llama-3.1", "llama-3-apisix");
    }

    @Test
    void llama31RendersTheVendorsCasesWithoutTools() throws Exception {
        Path cases = Path.of("../shared/chat-templates/cases.jsonl");
        assumeTrue(Files.exists(cases), "skipped: the corpus of chat template cases is not beside the project");
        int checked = 0;
        for (String line : Files.readAllLines(cases)) {
            JsonNode test = new ObjectMapper().readTree(line);
            if (isSupported(test)) {
                String bos = test.path("context").path("bos_token").asText();
                assertThat(PromptTemplate.builtIn("llama-3.1", bos).render(turns(test)))
                        .as(test.path("id").asText())
                        .isEqualTo(test.path("expected").asText());
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(5);
    }

    private static boolean isSupported(JsonNode test) {
        boolean textOnly = true;
        for (JsonNode message : test.path("messages")) {
            textOnly &= message.path("content").isTextual()
                    && !message.has("tool_calls")
                    && !message.path("role").asText().equals("tool");
        }
        return test.path("template").asText().equals("meta-llama-Llama-3.1-8B-Instruct")
                && test.hasNonNull("expected")
                && !test.hasNonNull("tools")
                && test.path("context").path("add_generation_prompt").asBoolean()
                && textOnly;
    }

    private static List<Turn> turns(JsonNode test) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : test.path("messages")) {
            turns.add(new Turn(
                    message.path("role").asText(), message.path("content").asText()));
        }
        return turns;
    }
}
