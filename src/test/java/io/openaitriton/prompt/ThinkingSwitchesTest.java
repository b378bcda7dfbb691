package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openaitriton.api.chat.PromptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkingSwitchesTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    /** Reasons by default. */
    private static final String ON = "{{ '<off>' if enable_thinking is defined and not enable_thinking else '<on>' }}";
    /** Reasons only if switched on, by either name, and then with the given effort. */
    private static final String OFF = "{% if thinking or enable_thinking %}<on {{ reasoning_effort }}>{% endif %}";

    private static final String EFFORT = "<{{ reasoning_effort or 'medium' }}>";
    private static final String PICKY =
            "{% if reasoning_effort not in [none, 'none', 'high'] %}{{ raise_exception('no') }}{% endif %}<{{ reasoning_effort }}>";
    private static final String BUDGET =
            "{% if thinking_budget is not defined %}{% set thinking_budget = -1 %}{% endif %}<{{ thinking_budget }}>";

    @ParameterizedTest
    @CsvSource({
        "true, <on>",
        "false, <off>",
    })
    void enableThinkingSetsTheVariable(boolean value, String prompt) {
        assertThat(asked(ON, "'enable_thinking':" + value)).isEqualTo(prompt);
    }

    @Test
    void itSetsEveryNameThatTheTemplateHas() {
        String both = "{{ thinking }} {{ enable_thinking }}";
        assertThat(asked(both, "'enable_thinking':true")).isEqualTo("True True");
        assertThat(asked(both, "'enable_thinking':false")).isEqualTo("False False");
        assertThat(asked(BUDGET, "'enable_thinking':true")).isEqualTo("<-1>");
        assertThat(asked(BUDGET, "'enable_thinking':false")).isEqualTo("<0>");
    }

    @ParameterizedTest
    @CsvSource({"none, <off>", "minimal, <off>", "low, <on>", "medium, <on>", "high, <on>", "xhigh, <on>", "max, <on>"})
    void effortSwitchesATemplateThatHasNoVariableForIt(String effort, String prompt) {
        assertThat(asked(ON, "'reasoning_effort':'" + effort + "'")).isEqualTo(prompt);
    }

    @Test
    void effortSwitchesOnWhatWouldOtherwiseIgnoreIt() {
        assertThat(asked(OFF, "'reasoning_effort':'high'")).isEqualTo("<on high>");
        assertThat(asked(OFF, "'reasoning_effort':'minimal'")).isEqualTo("<on minimal>");
        assertThat(asked(OFF, "'reasoning_effort':'none'")).isEmpty();
        assertThat(asked(OFF, "'reasoning_effort':'high','enable_thinking':false"))
                .isEmpty();
    }

    @Test
    void effortIsTheTemplatesVariable() {
        assertThat(asked(EFFORT, "'reasoning_effort':'none'")).isEqualTo("<none>");
        assertThat(asked(EFFORT, "'reasoning_effort':'low'")).isEqualTo("<low>");
        assertThat(asked(EFFORT.replace("reasoning_effort", "thinking_effort"), "'reasoning_effort':'low'"))
                .isEqualTo("<low>");
    }

    @Test
    void argumentsOfTheTemplateTakePrecedence() {
        assertThat(asked(ON, "'enable_thinking':true,'chat_template_kwargs':{'enable_thinking':false}"))
                .isEqualTo("<off>");
        assertThat(asked(EFFORT, "'reasoning_effort':'low','chat_template_kwargs':{'reasoning_effort':'max'}"))
                .isEqualTo("<max>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'enable_thinking':true", "'enable_thinking':false", "'reasoning_effort':'none'"})
    void whatNoVariableTakesIsRefusedByName(String field) {
        String name = field.substring(1, field.indexOf("':"));
        for (String template : new String[] {"a", "{# enable_thinking reasoning_effort #}a"}) {
            assertRefused(template, field, name, "is not supported by this model's chat template");
        }
    }

    @Test
    void enableThinkingIsRefusedIfTheTemplateHasOnlyEfforts() {
        assertRefused(EFFORT, "'enable_thinking':false", "enable_thinking", "is not supported");
    }

    @Test
    void anUnsupportedEffortIsRefusedWithTheSupportedOnes() {
        assertThat(asked(PICKY, "'reasoning_effort':'high'")).isEqualTo("<high>");
        assertRefused(PICKY, "'reasoning_effort':'low'", "reasoning_effort", "supports none, high.");
        assertRefused(ON, "'reasoning_effort':'lots'", "reasoning_effort", "supports none, minimal, low, medium, high");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "Qwen-Qwen3-0.6B § 'enable_thinking':false § <think>~~</think>~~",
                "Qwen-Qwen3-0.6B § 'reasoning_effort':'none' § <think>~~</think>~~",
                "Qwen-Qwen3-0.6B § 'reasoning_effort':'high' § <|im_start|>assistant~",
                "Qwen3.5-4B § 'enable_thinking':false § <think>~~</think>~~",
                "Qwen3.5-4B § 'reasoning_effort':'low' § <think>~",
                "GLM-4.7-Flash § 'reasoning_effort':'none' § <|assistant|></think>",
                "deepseek-ai-DeepSeek-V3.1 § 'enable_thinking':true § <｜Assistant｜><think>",
                "deepseek-ai-DeepSeek-V3.2 § 'reasoning_effort':'high' § <｜Assistant｜><think>",
                "deepseek-ai-DeepSeek-V4 § 'reasoning_effort':'max' § <｜Assistant｜><think>",
                "deepseek-ai-DeepSeek-V4 § 'reasoning_effort':'none' § <｜Assistant｜></think>",
                "google-gemma-4-31B-it § 'reasoning_effort':'high' § <|turn>model~",
                "google-gemma-4-31B-it § 'reasoning_effort':'none' § <|channel>thought~<channel|>",
                "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16 § 'enable_thinking':false § <think></think>",
                "ByteDance-Seed-OSS § 'reasoning_effort':'none' § </seed:cot_budget_reflect>~</seed:think>",
                "Cohere2MoE § 'reasoning_effort':'none' § <|START_THINKING|><|END_THINKING|>",
            })
    void modelsAreSwitchedByTheirTemplates(String model, String field, String end) throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        String template = Files.readString(TEMPLATES.resolve(model + ".jinja"));
        assertThat(asked(template, field)).endsWith(end.replace('~', '\n'));
    }

    @Test
    void anEffortGoesIntoThePromptOfAModelThatReadsIt() throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        String oss = Files.readString(TEMPLATES.resolve("openai-gpt-oss-120b.jinja"));
        assertThat(asked(oss, "'reasoning_effort':'high'")).contains("Reasoning: high");
        String medium = Files.readString(TEMPLATES.resolve("Mistral-Medium-3.5-128B-GGUF.jinja"));
        assertThat(asked(medium, "'reasoning_effort':'high'")).contains("high");
        assertRefused(medium, "'reasoning_effort':'low'", "reasoning_effort", "supports none, high.");
    }

    private static String asked(String template, String fields) {
        return render(template, "{'messages':[{'role':'user','content':'Hi'}]," + fields + "}");
    }

    private static void assertRefused(String template, String fields, String param, String message) {
        assertThatThrownBy(() -> asked(template, fields))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo(param));
    }
}
