package io.openaitriton.template;

import static io.openaitriton.template.BuiltInFiles.NAMES;
import static io.openaitriton.template.BuiltInFiles.controlTokens;
import static io.openaitriton.template.BuiltInFiles.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.template.error.TemplateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The built-in templates against prompts written out in full; the vendors' own templates are not needed for it. */
class BuiltInPromptTest {
    private static final Object TOOLS = json("""
            [{"type": "function", "function": {"name": "get_weather", "description": "Weather of a \\"city\\", in °C",
              "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]""");

    private static final Object SYSTEM_USER = json("""
            [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]""");

    private static final Object MULTI_TURN = json("""
            [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"},
             {"role": "user", "content": " Bye "}]""");

    private static final Object FINISHED = json("""
            [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
             {"role": "assistant", "content": "Hello!"}]""");

    private static final Object TOOL_RESULT = json("""
            [{"role": "user", "content": "Weather?"},
             {"role": "assistant", "content": "", "tool_calls": [{"id": "call12345", "type": "function",
              "function": {"name": "get_weather", "arguments": {"city": "Köln"}}}]},
             {"role": "tool", "tool_call_id": "call12345", "content": "{\\"temp\\": 21}"}]""");

    private static final Object TOOL_ANSWERED = json("""
            [{"role": "user", "content": "Weather?"},
             {"role": "assistant", "content": "", "tool_calls": [{"id": "call12345", "type": "function",
              "function": {"name": "get_weather", "arguments": {"city": "Köln"}}}]},
             {"role": "tool", "tool_call_id": "call12345", "content": "{\\"temp\\": 21}"},
             {"role": "assistant", "content": "21 degrees."}, {"role": "user", "content": "Thanks"}]""");

    private static final Object REASONED = json("""
            [{"role": "user", "content": "Weather?"},
             {"role": "assistant", "content": "", "reasoning_content": "I should look.",
              "tool_calls": [{"id": "call12345", "type": "function",
              "function": {"name": "get_weather", "arguments": {"city": "Köln"}}}]},
             {"role": "tool", "tool_call_id": "call12345", "content": "{\\"temp\\": 21}"}]""");

    private static final Object THOUGHTS = json("""
            [{"role": "user", "content": "2+2?"},
             {"role": "assistant", "content": "<think>\\nTwo and two.\\n</think>\\n\\n4"},
             {"role": "user", "content": "3+3?"}]""");

    private static final Object PARALLEL_CALLS = json("""
            [{"role": "user", "content": "Weather?"},
             {"role": "assistant", "content": "", "tool_calls": [
              {"id": "call12345", "type": "function", "function": {"name": "get_weather", "arguments": {}}},
              {"id": "call12346", "type": "function", "function": {"name": "get_weather", "arguments": {}}}]}]""");

    /** What a prompt is built of: {@code <|token|>}, {@code [TOKEN]} and so on. */
    private static final Pattern TOKEN =
            Pattern.compile("<\\|\\w+\\|>|<｜[^｜]+｜>|\\[/?[A-Z_]+]|</?s>|<(?:start|end)_of_turn>|</?tool_response>");

    @Test
    void llama31HasItsSystemTurnAndTheDateAlways() {
        assertThat(prompt("llama-3.1", SYSTEM_USER, Map.of())).isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>

Hello<|eot_id|><|start_header_id|>assistant<|end_header_id|>

""");
        assertThat(prompt("llama-3.1", MULTI_TURN, Map.of())).isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

<|eot_id|><|start_header_id|>user<|end_header_id|>

Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>

Hello!<|eot_id|><|start_header_id|>user<|end_header_id|>

Bye<|eot_id|><|start_header_id|>assistant<|end_header_id|>

""");
        assertThat(prompt("llama-3.1", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>

Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>

Hello!<|eot_id|>\
""");
    }

    @Test
    void llama3ApisixHasOneNewlineAfterHeadersAndKeepsBlanks() {
        assertThat(prompt("llama-3-apisix", SYSTEM_USER, Map.of())).isEqualTo("""
<|begin_of_text|><|start_header_id|>system<|end_header_id|>
Be brief.<|eot_id|>
<|start_header_id|>user<|end_header_id|>
Hello<|eot_id|>
<|start_header_id|>assistant<|end_header_id|>\
""");
        assertThat(prompt("llama-3-apisix", MULTI_TURN, Map.of())).isEqualTo("""
<|begin_of_text|><|start_header_id|>system<|end_header_id|>
<|eot_id|>
<|start_header_id|>user<|end_header_id|>
Hi<|eot_id|>
<|start_header_id|>assistant<|end_header_id|>
Hello!<|eot_id|>
<|start_header_id|>user<|end_header_id|>
 Bye <|eot_id|>
<|start_header_id|>assistant<|end_header_id|>\
""");
        assertThat(prompt("llama-3-apisix", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<|begin_of_text|><|start_header_id|>system<|end_header_id|>
Be brief.<|eot_id|>
<|start_header_id|>user<|end_header_id|>
Hi<|eot_id|>
<|start_header_id|>assistant<|end_header_id|>
Hello!<|eot_id|>
""");
    }

    @Test
    void chatmlAddsNothing() {
        assertThat(prompt("chatml", SYSTEM_USER, Map.of())).isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hello<|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("chatml", MULTI_TURN, Map.of())).isEqualTo("""
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
<|im_start|>user
 Bye <|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("chatml", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
""");
    }

    @Test
    void qwen25HasASystemTurnOfItsOwn() {
        assertThat(prompt("qwen-2.5", SYSTEM_USER, Map.of())).isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hello<|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("qwen-2.5", MULTI_TURN, Map.of())).isEqualTo("""
<|im_start|>system
You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
<|im_start|>user
 Bye <|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("qwen-2.5", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
""");
    }

    @Test
    void qwen3HasNoSystemTurnOfItsOwn() {
        assertThat(prompt("qwen-3", SYSTEM_USER, Map.of())).isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hello<|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("qwen-3", MULTI_TURN, Map.of())).isEqualTo("""
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
<|im_start|>user
 Bye <|im_end|>
<|im_start|>assistant
""");
        assertThat(prompt("qwen-3", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
<think>

</think>

Hello!<|im_end|>
""");
    }

    @Test
    void mistralPutsTheSystemMessageIntoTheLastUserTurn() {
        assertThat(prompt("mistral", SYSTEM_USER, Map.of())).isEqualTo("""
[INST]Be brief.

Hello[/INST]\
""");
        assertThat(prompt("mistral", MULTI_TURN, Map.of())).isEqualTo("[INST]Hi[/INST]Hello!</s>[INST] Bye [/INST]");
        assertThat(prompt("mistral", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("[INST]Hi[/INST]Hello!</s>");
    }

    @Test
    void gemmaPutsTheSystemMessageIntoTheFirstUserTurn() {
        assertThat(prompt("gemma", SYSTEM_USER, Map.of())).isEqualTo("""
<start_of_turn>user
Be brief.

Hello<end_of_turn>
<start_of_turn>model
""");
        assertThat(prompt("gemma", MULTI_TURN, Map.of())).isEqualTo("""
<start_of_turn>user
Hi<end_of_turn>
<start_of_turn>model
Hello!<end_of_turn>
<start_of_turn>user
Bye<end_of_turn>
<start_of_turn>model
""");
        assertThat(prompt("gemma", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("""
<start_of_turn>user
Be brief.

Hi<end_of_turn>
<start_of_turn>model
Hello!<end_of_turn>
""");
    }

    @Test
    void phi4HasNoNewlines() {
        assertThat(prompt("phi-4", SYSTEM_USER, Map.of()))
                .isEqualTo(
                        "<|im_start|>system<|im_sep|>Be brief.<|im_end|><|im_start|>user<|im_sep|>Hello<|im_end|><|im_start|>assistant<|im_sep|>");
        assertThat(prompt("phi-4", MULTI_TURN, Map.of()))
                .isEqualTo(
                        "<|im_start|>user<|im_sep|>Hi<|im_end|><|im_start|>assistant<|im_sep|>Hello!<|im_end|><|im_start|>user<|im_sep|> Bye <|im_end|><|im_start|>assistant<|im_sep|>");
        assertThat(prompt("phi-4", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo(
                        "<|im_start|>system<|im_sep|>Be brief.<|im_end|><|im_start|>user<|im_sep|>Hi<|im_end|><|im_start|>assistant<|im_sep|>Hello!<|im_end|>");
    }

    @Test
    void deepseekR1OpensAThought() {
        assertThat(prompt("deepseek-r1", SYSTEM_USER, Map.of())).isEqualTo("""
Be brief.<｜User｜>Hello<｜Assistant｜><think>
""");
        assertThat(prompt("deepseek-r1", MULTI_TURN, Map.of())).isEqualTo("""
<｜User｜>Hi<｜Assistant｜>Hello!<｜end▁of▁sentence｜><｜User｜> Bye <｜Assistant｜><think>
""");
        assertThat(prompt("deepseek-r1", FINISHED, Map.of("add_generation_prompt", false)))
                .isEqualTo("Be brief.<｜User｜>Hi<｜Assistant｜>Hello!<｜end▁of▁sentence｜>");
    }

    @Test
    void llama31TellsOfToolsInTheFirstUserTurn() {
        assertThat(prompt("llama-3.1", TOOL_RESULT, Map.of("tools", TOOLS))).isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Environment: ipython
Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

<|eot_id|><|start_header_id|>user<|end_header_id|>

Given the following functions, please respond with a JSON for a function call with its proper arguments that best answers the given prompt.

Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}.Do not use variables.

{
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a \\"city\\", in °C",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {
                    "type": "string"
                }
            },
            "required": [
                "city"
            ]
        }
    }
}

Weather?<|eot_id|><|start_header_id|>assistant<|end_header_id|>

{"name": "get_weather", "parameters": {"city": "Köln"}}<|eot_id|><|start_header_id|>ipython<|end_header_id|>

"{\\"temp\\": 21}"<|eot_id|><|start_header_id|>assistant<|end_header_id|>

""");
    }

    @Test
    void llama31TellsOfToolsInTheSystemTurnWhenAsked() {
        assertThat(prompt(
                        "llama-3.1",
                        SYSTEM_USER,
                        Map.of("tools", TOOLS, "tools_in_user_message", false, "date_string", "1 May 2025")))
                .isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Environment: ipython
Cutting Knowledge Date: December 2023
Today Date: 1 May 2025

You have access to the following functions. To call a function, please respond with JSON for a function call.Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}.Do not use variables.

{
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a \\"city\\", in °C",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {
                    "type": "string"
                }
            },
            "required": [
                "city"
            ]
        }
    }
}

Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>

Hello<|eot_id|><|start_header_id|>assistant<|end_header_id|>

""");
    }

    @Test
    void llama31CallsToolsInPythonsMannerWhenTheyAreBuiltIn() {
        assertThat(prompt(
                        "llama-3.1",
                        TOOL_ANSWERED,
                        Map.of("builtin_tools", List.of("get_weather", "code_interpreter"))))
                .isEqualTo("""
<|start_header_id|>system<|end_header_id|>

Environment: ipython
Tools: get_weather

Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

<|eot_id|><|start_header_id|>user<|end_header_id|>

Weather?<|eot_id|><|start_header_id|>assistant<|end_header_id|>

<|python_tag|>get_weather.call(city="Köln")<|eom_id|><|start_header_id|>ipython<|end_header_id|>

"{\\"temp\\": 21}"<|eot_id|><|start_header_id|>assistant<|end_header_id|>

21 degrees.<|eot_id|><|start_header_id|>user<|end_header_id|>

Thanks<|eot_id|><|start_header_id|>assistant<|end_header_id|>

""");
    }

    @Test
    void chatmlRendersAResultAsATurnLikeOthers() {
        assertThat(prompt("chatml", TOOL_ANSWERED, Map.of())).isEqualTo("""
<|im_start|>user
Weather?<|im_end|>
<|im_start|>assistant
<|im_end|>
<|im_start|>tool
{"temp": 21}<|im_end|>
<|im_start|>assistant
21 degrees.<|im_end|>
<|im_start|>user
Thanks<|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void qwen25RendersToolsCallsAndResults() {
        assertThat(prompt("qwen-2.5", TOOL_ANSWERED, Map.of("tools", TOOLS))).isEqualTo("""
<|im_start|>system
You are Qwen, created by Alibaba Cloud. You are a helpful assistant.

# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{"type": "function", "function": {"name": "get_weather", "description": "Weather of a \\"city\\", in °C", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call><|im_end|>
<|im_start|>user
Weather?<|im_end|>
<|im_start|>assistant
<tool_call>
{"name": "get_weather", "arguments": {"city": "Köln"}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
{"temp": 21}
</tool_response><|im_end|>
<|im_start|>assistant
21 degrees.<|im_end|>
<|im_start|>user
Thanks<|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void qwen25TakesAnotherSystemMessageForItsOwn() {
        assertThat(prompt("qwen-2.5", MULTI_TURN, Map.of("default_system_message", "Be kind.")))
                .isEqualTo("""
<|im_start|>system
Be kind.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
<|im_start|>user
 Bye <|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void qwen3ShowsTheThoughtThatLedToACall() {
        assertThat(prompt("qwen-3", REASONED, Map.of("tools", TOOLS))).isEqualTo("""
<|im_start|>system
# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{"type": "function", "function": {"name": "get_weather", "description": "Weather of a \\"city\\", in °C", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call><|im_end|>
<|im_start|>user
Weather?<|im_end|>
<|im_start|>assistant
<think>
I should look.
</think>

<tool_call>
{"name": "get_weather", "arguments": {"city": "Köln"}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
{"temp": 21}
</tool_response><|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void qwen3LeavesOutEarlierThoughts() {
        assertThat(prompt("qwen-3", THOUGHTS, Map.of())).isEqualTo("""
<|im_start|>user
2+2?<|im_end|>
<|im_start|>assistant
4<|im_end|>
<|im_start|>user
3+3?<|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void qwen3OpensWithAnEmptyThoughtWhenThinkingIsOff() {
        assertThat(prompt("qwen-3", SYSTEM_USER, Map.of("enable_thinking", false)))
                .isEqualTo("""
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hello<|im_end|>
<|im_start|>assistant
<think>

</think>

""");
    }

    @Test
    void qwen3OpensAThoughtForTheThinkingModels() {
        assertThat(prompt("qwen-3", MULTI_TURN, Map.of("open_thought", true))).isEqualTo("""
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello!<|im_end|>
<|im_start|>user
 Bye <|im_end|>
<|im_start|>assistant
<think>
""");
    }

    @Test
    void qwen3LeavesTextAloneForModelsThatDoNotThink() {
        assertThat(prompt("qwen-3", THOUGHTS, Map.of("thoughts", false))).isEqualTo("""
<|im_start|>user
2+2?<|im_end|>
<|im_start|>assistant
<think>
Two and two.
</think>

4<|im_end|>
<|im_start|>user
3+3?<|im_end|>
<|im_start|>assistant
""");
    }

    @Test
    void mistralTellsOfToolsBeforeTheLastUserTurn() {
        assertThat(prompt("mistral", TOOL_ANSWERED, Map.of("tools", TOOLS)))
                .isEqualTo(
                        "[INST]Weather?[/INST][TOOL_CALLS][{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Köln\"}, \"id\": \"call12345\"}]</s>[TOOL_RESULTS]{\"content\": {\"temp\": 21}, \"call_id\": \"call12345\"}[/TOOL_RESULTS]21 degrees.</s>[AVAILABLE_TOOLS][{\"type\": \"function\", \"function\": {\"name\": \"get_weather\", \"description\": \"Weather of a \"city\", in °C\", \"parameters\": {\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}}}][/AVAILABLE_TOOLS][INST]Thanks[/INST]");
    }

    @Test
    void mistralSetsBlanksForTheOlderTokenizer() {
        assertThat(prompt("mistral", SYSTEM_USER, Map.of("sentencepiece", true)))
                .isEqualTo("""
[INST] Be brief.

Hello[/INST]\
""");
        assertThat(prompt("mistral", TOOL_ANSWERED, Map.of("tools", TOOLS, "sentencepiece", true)))
                .isEqualTo(
                        "[INST] Weather?[/INST][TOOL_CALLS] [{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Köln\"}, \"id\": \"call12345\"}]</s>[TOOL_RESULTS] {\"content\": {\"temp\": 21}, \"call_id\": \"call12345\"}[/TOOL_RESULTS] 21 degrees.</s>[AVAILABLE_TOOLS] [{\"type\": \"function\", \"function\": {\"name\": \"get_weather\", \"description\": \"Weather of a \"city\", in °C\", \"parameters\": {\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}}}][/AVAILABLE_TOOLS][INST] Thanks[/INST]");
    }

    @Test
    void deepseekR1CutsEarlierThoughts() {
        assertThat(prompt("deepseek-r1", THOUGHTS, Map.of())).isEqualTo("""
<｜User｜>2+2?<｜Assistant｜>

4<｜end▁of▁sentence｜><｜User｜>3+3?<｜Assistant｜><think>
""");
    }

    @Test
    void deepseekR1RendersCallsAndResults() {
        assertThat(prompt("deepseek-r1", TOOL_RESULT, Map.of())).isEqualTo("""
<｜User｜>Weather?<｜Assistant｜><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather
```json
{"city": "Köln"}
```<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜><｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>{"temp": 21}<｜tool▁output▁end｜><｜tool▁outputs▁end｜>\
""");
        assertThat(prompt("deepseek-r1", TOOL_ANSWERED, Map.of())).isEqualTo("""
<｜User｜>Weather?<｜Assistant｜><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather
```json
{"city": "Köln"}
```<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜><｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>{"temp": 21}<｜tool▁output▁end｜><｜tool▁outputs▁end｜>21 degrees.<｜end▁of▁sentence｜><｜User｜>Thanks<｜Assistant｜><think>
""");
    }

    @Test
    void deepseekR1OpensNoThoughtWhenTold() {
        assertThat(prompt("deepseek-r1", MULTI_TURN, Map.of("open_thought", false)))
                .isEqualTo("<｜User｜>Hi<｜Assistant｜>Hello!<｜end▁of▁sentence｜><｜User｜> Bye <｜Assistant｜>");
    }

    @Test
    void llama31TakesTheFirstUserMessageForItsToolsWhereverItIs() {
        assertThat(prompt("llama-3.1", json("""
                        [{"role": "assistant", "content": "Welcome."}, {"role": "user", "content": "Hi"},
                         {"role": "user", "content": "Hi?"}]"""), Map.of("tools", TOOLS)))
                .containsOnlyOnce("Given the following functions")
                .contains(
                        "assistant<|end_header_id|>\n\nWelcome.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nGiven")
                .endsWith("}\n\nHi<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi?<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void llama31PrefersCustomToolsToTools() {
        Object custom = json("[{\"name\": \"mine\"}]");
        assertThat(prompt("llama-3.1", SYSTEM_USER, Map.of("tools", TOOLS, "custom_tools", custom)))
                .contains("\"name\": \"mine\"")
                .doesNotContain("get_weather");
    }

    @Test
    void mistralTakesTheLastNineCharactersOfAnId() {
        String prompt = prompt("mistral", json("""
                [{"role": "user", "content": "Weather?"},
                 {"role": "assistant", "content": "", "tool_calls": [{"id": "call_AbCdEfGhIjKl", "type": "function",
                  "function": {"name": "get_weather", "arguments": {}}}]},
                 {"role": "tool", "tool_call_id": "call_AbCdEfGhIjKl", "content": "21"}]"""), Map.of());
        assertThat(prompt).contains("\"id\": \"dEfGhIjKl\"", "\"call_id\": \"dEfGhIjKl\"");
    }

    @Test
    void deepseekR1GoesOnInTheSameTurnAfterResultsAndOpensEachListAnew() {
        assertThat(prompt("deepseek-r1", json("""
                        [{"role": "user", "content": "a"},
                         {"role": "assistant", "content": "", "tool_calls": [{"id": "1", "type": "function",
                          "function": {"name": "f", "arguments": {}}}]},
                         {"role": "tool", "tool_call_id": "1", "content": "one"},
                         {"role": "assistant", "content": "", "tool_calls": [{"id": "2", "type": "function",
                          "function": {"name": "f", "arguments": {}}}]},
                         {"role": "tool", "tool_call_id": "2", "content": "two"},
                         {"role": "user", "content": "b"}]"""), Map.of())).isEqualTo("""
                <｜User｜>a<｜Assistant｜><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f
                ```json
                {}
                ```<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>\
                <｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>one<｜tool▁output▁end｜><｜tool▁outputs▁end｜>\
                <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f
                ```json
                {}
                ```<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>\
                <｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>two<｜tool▁output▁end｜><｜tool▁outputs▁end｜>\
                <｜User｜>b<｜Assistant｜><think>
                """);
    }

    @Test
    void refusesWhatTheModelHasNoFormatFor() {
        Object twoUsers = json("[{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"b\"}]");
        Object systemOnly = json("[{\"role\": \"system\", \"content\": \"a\"}]");
        Object shortId = json("""
                [{"role": "user", "content": "a"}, {"role": "tool", "tool_call_id": "1", "content": "b"}]""");
        Object image = json("""
                [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}]""");
        Object strange = json("[{\"role\": \"critic\", \"content\": \"a\"}]");

        assertRefused("llama-3.1", PARALLEL_CALLS, Map.of(), "one tool call in a turn");
        assertRefused("llama-3.1", systemOnly, Map.of("tools", TOOLS), "in the first user message");
        assertRefused("mistral", twoUsers, Map.of(), "user and assistant in turns");
        assertRefused("mistral", shortId, Map.of(), "nine or more characters");
        assertRefused("gemma", twoUsers, Map.of(), "user and assistant in turns");
        assertRefused("gemma", TOOL_RESULT, Map.of(), "user and assistant in turns");
        assertRefused("gemma", image, Map.of(), "text only");
        for (String name : List.of("chatml", "qwen-2.5", "qwen-3", "mistral", "phi-4", "deepseek-r1")) {
            assertRefused(name, image, Map.of(), "content of a message as one text");
        }
        assertRefused("phi-4", strange, Map.of(), "'critic'");
        assertRefused("deepseek-r1", strange, Map.of(), "'critic'");
    }

    @Test
    void contentThatIsNullOrMissingIsEmpty() {
        for (String name : NAMES) {
            for (String role : List.of("system", "user", "assistant")) {
                String empty = prompt(name, conversation(role, ", \"content\": \"\""), Map.of());
                assertThat(empty)
                        .as("%s, %s", name, role)
                        .contains("one", "two")
                        .doesNotContain("None");
                assertThat(prompt(name, conversation(role, ", \"content\": null"), Map.of()))
                        .as("%s, %s is null", name, role)
                        .isEqualTo(empty);
                assertThat(prompt(name, conversation(role, ""), Map.of()))
                        .as("%s, %s is missing", name, role)
                        .isEqualTo(empty);
            }
        }
    }

    /** With one message, of this role, that has the given rest. */
    private static Object conversation(String role, String rest) {
        String message = "{\"role\": \"" + role + "\"" + rest + "}";
        String one = "{\"role\": \"user\", \"content\": \"one\"}";
        String two = "{\"role\": \"user\", \"content\": \"two\"}";
        String ok = "{\"role\": \"assistant\", \"content\": \"ok\"}";
        return json(
                switch (role) {
                    case "system" -> "[" + String.join(",", message, one, ok, two) + "]";
                    case "user" -> "[" + String.join(",", one, ok, message, ok, two) + "]";
                    default -> "[" + String.join(",", one, message, two) + "]";
                });
    }

    @Test
    void writesTheBeginOfTextTokenWhereTheVendorDoes() {
        for (String name : NAMES) {
            boolean writes =
                    List.of("llama-3.1", "mistral", "gemma", "deepseek-r1").contains(name);
            String without = prompt(name, SYSTEM_USER, Map.of());
            assertThat(prompt(name, SYSTEM_USER, Map.of("bos_token", "<bos>")))
                    .as(name)
                    .isEqualTo((writes ? "<bos>" : "") + without);
        }
    }

    @Test
    void everyTokenThatATemplateWritesIsAmongItsControlTokens() {
        for (String name : NAMES) {
            List<String> known = controlTokens(name);
            assertThat(known).as(name).doesNotHaveDuplicates().allMatch(token -> token.equals(token.strip()));
            List<Object> conversations = name.equals("gemma") || name.equals("llama-3-apisix")
                    ? List.of(SYSTEM_USER, MULTI_TURN)
                    : List.of(SYSTEM_USER, MULTI_TURN, TOOL_ANSWERED);
            for (Object conversation : conversations) {
                Map<String, Object> tools = name.equals("llama-3-apisix") ? Map.of() : Map.of("tools", TOOLS);
                List<String> written = TOKEN.matcher(prompt(name, conversation, tools))
                        .results()
                        .map(MatchResult::group)
                        .toList();
                assertThat(written).as(name).isNotEmpty();
                assertThat(known).as(name).containsAll(written);
            }
        }
        assertThat(controlTokens("llama-3.1")).contains("<|python_tag|>", "<|eom_id|>");
        assertThat(controlTokens("llama-3-apisix")).isEqualTo(controlTokens("llama-3.1"));
    }

    private static void assertRefused(String name, Object messages, Map<String, ?> variables, String words) {
        assertThatThrownBy(() -> prompt(name, messages, variables))
                .as(name)
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.RAISED))
                .hasMessageContaining(words);
    }

    private static String prompt(String name, Object messages, Map<String, ?> variables) {
        Map<String, Object> all = new HashMap<>();
        all.put("messages", messages);
        all.put("tools", null);
        all.put("documents", null);
        all.put("add_generation_prompt", true);
        all.put("bos_token", "");
        all.putAll(variables);
        return template(name).render(all);
    }

    private static Object json(String text) {
        try {
            return new ObjectMapper().readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
