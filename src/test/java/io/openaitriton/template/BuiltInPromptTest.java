package io.openaitriton.template;

import static io.openaitriton.template.BuiltInFiles.NAMES;
import static io.openaitriton.template.BuiltInFiles.controlTokens;
import static io.openaitriton.template.BuiltInFiles.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.junit.Golden;
import io.openaitriton.template.error.TemplateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The built-in templates against the prompts in golden files; the vendors' own templates are not needed for it. */
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

    private static final Golden GOLDEN = Golden.of("built-in-prompts");

    /** What a prompt is built of: {@code <|token|>}, {@code [TOKEN]} and so on. */
    private static final Pattern TOKEN =
            Pattern.compile("<\\|\\w+\\|>|<｜[^｜]+｜>|\\[/?[A-Z_]+]|</?s>|<(?:start|end)_of_turn>|</?tool_response>");

    @Test
    void llama31HasItsSystemTurnAndTheDateAlways() {
        GOLDEN.check("llama-3.1/system-user.txt", prompt("llama-3.1", SYSTEM_USER, Map.of()));
        GOLDEN.check("llama-3.1/multi-turn.txt", prompt("llama-3.1", MULTI_TURN, Map.of()));
        GOLDEN.check("llama-3.1/finished.txt", prompt("llama-3.1", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void llama3ApisixHasOneNewlineAfterHeadersAndKeepsBlanks() {
        GOLDEN.check("llama-3-apisix/system-user.txt", prompt("llama-3-apisix", SYSTEM_USER, Map.of()));
        GOLDEN.check("llama-3-apisix/multi-turn.txt", prompt("llama-3-apisix", MULTI_TURN, Map.of()));
        GOLDEN.check(
                "llama-3-apisix/finished.txt",
                prompt("llama-3-apisix", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void chatmlAddsNothing() {
        GOLDEN.check("chatml/system-user.txt", prompt("chatml", SYSTEM_USER, Map.of()));
        GOLDEN.check("chatml/multi-turn.txt", prompt("chatml", MULTI_TURN, Map.of()));
        GOLDEN.check("chatml/finished.txt", prompt("chatml", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void qwen25HasASystemTurnOfItsOwn() {
        GOLDEN.check("qwen-2.5/system-user.txt", prompt("qwen-2.5", SYSTEM_USER, Map.of()));
        GOLDEN.check("qwen-2.5/multi-turn.txt", prompt("qwen-2.5", MULTI_TURN, Map.of()));
        GOLDEN.check("qwen-2.5/finished.txt", prompt("qwen-2.5", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void qwen3HasNoSystemTurnOfItsOwn() {
        GOLDEN.check("qwen-3/system-user.txt", prompt("qwen-3", SYSTEM_USER, Map.of()));
        GOLDEN.check("qwen-3/multi-turn.txt", prompt("qwen-3", MULTI_TURN, Map.of()));
        GOLDEN.check("qwen-3/finished.txt", prompt("qwen-3", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void mistralPutsTheSystemMessageIntoTheLastUserTurn() {
        GOLDEN.check("mistral/system-user.txt", prompt("mistral", SYSTEM_USER, Map.of()));
        GOLDEN.check("mistral/multi-turn.txt", prompt("mistral", MULTI_TURN, Map.of()));
        GOLDEN.check("mistral/finished.txt", prompt("mistral", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void gemmaPutsTheSystemMessageIntoTheFirstUserTurn() {
        GOLDEN.check("gemma/system-user.txt", prompt("gemma", SYSTEM_USER, Map.of()));
        GOLDEN.check("gemma/multi-turn.txt", prompt("gemma", MULTI_TURN, Map.of()));
        GOLDEN.check("gemma/finished.txt", prompt("gemma", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void phi4HasNoNewlines() {
        GOLDEN.check("phi-4/system-user.txt", prompt("phi-4", SYSTEM_USER, Map.of()));
        GOLDEN.check("phi-4/multi-turn.txt", prompt("phi-4", MULTI_TURN, Map.of()));
        GOLDEN.check("phi-4/finished.txt", prompt("phi-4", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void deepseekR1OpensAThought() {
        GOLDEN.check("deepseek-r1/system-user.txt", prompt("deepseek-r1", SYSTEM_USER, Map.of()));
        GOLDEN.check("deepseek-r1/multi-turn.txt", prompt("deepseek-r1", MULTI_TURN, Map.of()));
        GOLDEN.check(
                "deepseek-r1/finished.txt", prompt("deepseek-r1", FINISHED, Map.of("add_generation_prompt", false)));
    }

    @Test
    void llama31TellsOfToolsInTheFirstUserTurn() {
        GOLDEN.check("llama-3.1/tool-result-with-tools.txt", prompt("llama-3.1", TOOL_RESULT, Map.of("tools", TOOLS)));
    }

    @Test
    void llama31TellsOfToolsInTheSystemTurnWhenAsked() {
        GOLDEN.check(
                "llama-3.1/system-user-with-tools-no-tools-in-user-message-date-string.txt",
                prompt(
                        "llama-3.1",
                        SYSTEM_USER,
                        Map.of("tools", TOOLS, "tools_in_user_message", false, "date_string", "1 May 2025")));
    }

    @Test
    void llama31CallsToolsInPythonsMannerWhenTheyAreBuiltIn() {
        GOLDEN.check(
                "llama-3.1/tool-answered-with-builtin-tools.txt",
                prompt(
                        "llama-3.1",
                        TOOL_ANSWERED,
                        Map.of("builtin_tools", List.of("get_weather", "code_interpreter"))));
    }

    @Test
    void chatmlRendersAResultAsATurnLikeOthers() {
        GOLDEN.check("chatml/tool-answered.txt", prompt("chatml", TOOL_ANSWERED, Map.of()));
    }

    @Test
    void qwen25RendersToolsCallsAndResults() {
        GOLDEN.check(
                "qwen-2.5/tool-answered-with-tools.txt", prompt("qwen-2.5", TOOL_ANSWERED, Map.of("tools", TOOLS)));
    }

    @Test
    void qwen25TakesAnotherSystemMessageForItsOwn() {
        GOLDEN.check(
                "qwen-2.5/multi-turn-with-default-system-message.txt",
                prompt("qwen-2.5", MULTI_TURN, Map.of("default_system_message", "Be kind.")));
    }

    @Test
    void qwen3ShowsTheThoughtThatLedToACall() {
        GOLDEN.check("qwen-3/reasoned-with-tools.txt", prompt("qwen-3", REASONED, Map.of("tools", TOOLS)));
    }

    @Test
    void qwen3LeavesOutEarlierThoughts() {
        GOLDEN.check("qwen-3/thoughts.txt", prompt("qwen-3", THOUGHTS, Map.of()));
    }

    @Test
    void qwen3OpensWithAnEmptyThoughtWhenThinkingIsOff() {
        GOLDEN.check(
                "qwen-3/system-user-with-no-enable-thinking.txt",
                prompt("qwen-3", SYSTEM_USER, Map.of("enable_thinking", false)));
    }

    @Test
    void qwen3OpensAThoughtForTheThinkingModels() {
        GOLDEN.check(
                "qwen-3/multi-turn-with-open-thought.txt", prompt("qwen-3", MULTI_TURN, Map.of("open_thought", true)));
    }

    @Test
    void qwen3LeavesTextAloneForModelsThatDoNotThink() {
        GOLDEN.check("qwen-3/thoughts-with-no-thoughts.txt", prompt("qwen-3", THOUGHTS, Map.of("thoughts", false)));
    }

    @Test
    void mistralTellsOfToolsBeforeTheLastUserTurn() {
        GOLDEN.check("mistral/tool-answered-with-tools.txt", prompt("mistral", TOOL_ANSWERED, Map.of("tools", TOOLS)));
    }

    @Test
    void mistralSetsBlanksForTheOlderTokenizer() {
        GOLDEN.check(
                "mistral/system-user-with-sentencepiece.txt",
                prompt("mistral", SYSTEM_USER, Map.of("sentencepiece", true)));
        GOLDEN.check(
                "mistral/tool-answered-with-tools-sentencepiece.txt",
                prompt("mistral", TOOL_ANSWERED, Map.of("tools", TOOLS, "sentencepiece", true)));
    }

    @Test
    void deepseekR1CutsEarlierThoughts() {
        GOLDEN.check("deepseek-r1/thoughts.txt", prompt("deepseek-r1", THOUGHTS, Map.of()));
    }

    @Test
    void deepseekR1RendersCallsAndResults() {
        GOLDEN.check("deepseek-r1/tool-result.txt", prompt("deepseek-r1", TOOL_RESULT, Map.of()));
        GOLDEN.check("deepseek-r1/tool-answered.txt", prompt("deepseek-r1", TOOL_ANSWERED, Map.of()));
    }

    @Test
    void deepseekR1OpensNoThoughtWhenTold() {
        GOLDEN.check(
                "deepseek-r1/multi-turn-with-no-open-thought.txt",
                prompt("deepseek-r1", MULTI_TURN, Map.of("open_thought", false)));
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
        GOLDEN.check("deepseek-r1/results-in-one-turn.txt", prompt("deepseek-r1", json("""
                        [{"role": "user", "content": "a"},
                         {"role": "assistant", "content": "", "tool_calls": [{"id": "1", "type": "function",
                          "function": {"name": "f", "arguments": {}}}]},
                         {"role": "tool", "tool_call_id": "1", "content": "one"},
                         {"role": "assistant", "content": "", "tool_calls": [{"id": "2", "type": "function",
                          "function": {"name": "f", "arguments": {}}}]},
                         {"role": "tool", "tool_call_id": "2", "content": "two"},
                         {"role": "user", "content": "b"}]"""), Map.of()));
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
