package io.openaitriton.response.find;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.find.FoundFormat.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatFinderTest {
    /** Line breaks are {@code ~} here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "hermes              § <tool_call>~{\"name\": \"{name}\", \"arguments\": {}}~</tool_call>",
                "qwen3_coder         § <tool_call>~<function={name}>~<parameter={key}>~{value}~</parameter>",
                "glm45               § <tool_call>{name}~<arg_key>{key}</arg_key>",
                "glm47               § <tool_call>{name}<arg_key>{key}</arg_key>",
                "granite31           § <tool_call>[{\"name\": \"{name}\", \"arguments\": {}}]",
                "granite             § <|tool_call|>[{\"name\": \"{name}\", \"arguments\": {}}]",
                "gemma4              § <|tool_call>call:{name}{{key}:<|\"|>{value}<|\"|>}<tool_call|>",
                "lfm2                § <|tool_call_start|>[{name}({key}='{value}')]<|tool_call_end|>",
                "minicpm3            § <|tool_call_start|>~```python~{name}({key}='{value}')~```~<|tool_call_end|>",
                "pythonic            § <|eot_id|>[{name}({key}='{value}')]",
                "llama4_pythonic     § <|header_start|>assistant<|header_end|>[{name}({key}='{value}')]",
                "llama4_pythonic     § <|python_start|>[{name}({key}='{value}')]<|python_end|>",
                "llama4_pythonic     § <|header_start|>assistant<|header_end|>{\"name\": \"{name}\", \"parameters\": {}}",
                "olmo3               § <function_calls>{name}({key}=\"{value}\")</function_calls>",
                "llama3_json         § <|eot_id|>{\"name\": \"{name}\", \"parameters\": {\"{key}\": \"{value}\"}}",
                "mistral             § [TOOL_CALLS]{name}[ARGS]{\"{key}\": \"{value}\"}",
                "mistral             § [TOOL_CALLS]{name}[CALL_ID]abcdefghi[ARGS]{\"{key}\": \"{value}\"}",
                "mistral             § [TOOL_CALLS]{name}{\"{key}\": \"{value}\"}",
                "mistral_json        § [TOOL_CALLS] [{\"name\": \"{name}\", \"arguments\": {\"{key}\": \"{value}\"}}]",
                "mistral_json        § [TOOL_CALLS] [{\"id\": \"abcdefghi\", \"name\": \"{name}\", \"arguments\": {\"{key}\": \"{value}\"}}]",
                "mistral_json_id_last§ [TOOL_CALLS][{\"name\": \"{name}\", \"arguments\": {\"{key}\": \"{value}\"}, \"id\": \"abcdefghi\"}]",
                "deepseek_v3         § <｜tool▁call▁begin｜>function<｜tool▁sep｜>{name}~```json~{}~```<｜tool▁call▁end｜>",
                "deepseek_v31        § <｜tool▁call▁begin｜>{name}<｜tool▁sep｜>{}<｜tool▁call▁end｜>",
                "deepseek_v32        § <｜DSML｜function_calls>~<｜DSML｜invoke name=\"{name}\">",
                "deepseek_v4         § <｜DSML｜tool_calls>~<｜DSML｜invoke name=\"{name}\">",
                "jamba               § <|eom|><|bom|><|assistant|> <tool_calls>[{\"name\": \"{name}\"}]</tool_calls>",
                "apriel              § <|assistant|><tool_calls>[{\"name\": \"{name}\"}]</tool_calls>",
                "nemotron_toolcall   § <TOOLCALL>[{\"name\": \"{name}\", \"arguments\": {}}]</TOOLCALL>",
                "minimax_m2          § <minimax:tool_call>~<invoke name=\"{name}\">",
                // unknown formats: a call in these is text
                "                    § <tool_calls>~<tool_call>{name}~```json~{}~```~</tool_call>~</tool_calls>",
                "                    § Action:~```json~[{\"tool_name\": \"{name}\", \"parameters\": {}}]~```",
                "                    § <|action_start|><|plugin|>{\"name\": \"{name}\", \"parameters\": {}}<|action_end|>",
                "                    § [{\"name\": \"{name}\", \"arguments\": {\"{key}\": \"{value}\"}}]",
                "                    § <use_mcp_tool><tool_name>{name}</tool_name></use_mcp_tool>",
            })
    void aCallThatATemplateWritesTellsItsFormat(String family, String call) {
        FoundFormat found = FormatFinder.tools(call.replace('~', '\n'), null, null);
        assertThat(found == null ? null : found.name()).isEqualTo(family);
    }

    @Test
    void aWrittenCallCountsMoreThanInstructionsAndTheseMoreThanTheSource() {
        String call = "[TOOL_CALLS]{name}[ARGS]{}";
        String instructions = "Return <tool_call>{\"name\": .., \"arguments\": ..}</tool_call>";
        String source = "{% if old %}functools[{% endif %}";

        assertThat(FormatFinder.tools(call, instructions, source))
                .isEqualTo(new FoundFormat("mistral", Evidence.CALL, List.of("[TOOL_CALLS]{name}")));
        assertThat(FormatFinder.tools("{name}: {value}", instructions, source).name())
                .isEqualTo("hermes");
        assertThat(FormatFinder.tools(null, null, source).reason()).isEqualTo("has 'functools['");
        assertThat(FormatFinder.tools(null, null, null)).isNull();
    }

    /** The prompts of Granite 3.1 and 3.2 ask for the token, but their models write a tag. */
    @ParameterizedTest
    @CsvSource({"tools, granite31", "available_tools, granite"})
    void granitesAreToldApartByTheRoleOfTheirTools(String role, String family) {
        String instructions =
                "respond with <|tool_call|> followed by a JSON list<|start_of_role|>" + role + "<|end_of_role|>[]";
        assertThat(FormatFinder.tools(null, instructions, null).name()).isEqualTo(family);
    }

    @Test
    void theSourceIsReadAsItsStringsAreWritten() {
        String escaped = "{{ '<tool_call>\\n{\\\"name\\\": \\\"' + name + '\\\", \\\"arguments\\\": ' }}";
        assertThat(FormatFinder.tools(null, null, escaped).name()).isEqualTo("hermes");
    }

    @ParameterizedTest
    @CsvSource({
        "think, {{ '<think>\\n' }}",
        "think, {% set content = content.split('</think>')[-1] %}",
        "mistral, [THINK]",
        "seed, <seed:think>",
        "granite, Here is my thought process:",
        "gemma, <|channel>thought",
        "cohere, <|START_THINKING|>",
        "harmony, <|channel|>analysis",
        "apriel, [BEGIN FINAL RESPONSE]",
        "kimi_old, ◁think▷",
        "minicpm3, <|thought_start|>",
        ", enable_thinking"
    })
    void theMarksOfThoughtsAreInTheSource(String family, String source) {
        FoundFormat found = FormatFinder.reasoning(source);
        assertThat(found == null ? null : found.name()).isEqualTo(family);
    }

    @Test
    void everyFamilyHasAFormat() {
        assertThat(FormatFinder.toolNames())
                .doesNotHaveDuplicates()
                .allSatisfy(ResponseTemplates::tools)
                .containsExactlyInAnyOrderElementsOf(ResponseTemplates.TOOLS);
        assertThat(FormatFinder.reasoningNames())
                .doesNotHaveDuplicates()
                .allSatisfy(ResponseTemplates::reasoning)
                .containsExactlyInAnyOrderElementsOf(ResponseTemplates.REASONING);
    }
}
