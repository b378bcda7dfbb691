package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the built-in templates write, held without anybody else's. */
class BuiltInPromptTest {
    private static final String SYSTEM = "{'role':'system','content':'Be brief.'},";
    private static final String TURNS = "{'role':'user','content':' Hi '},{'role':'assistant','content':'Hello!'},"
            + "{'role':'user','content':'Who are you?'}";
    private static final String WEATHER = "{'role':'user','content':'Weather in Bern?'},"
            + "{'role':'assistant','content':null,'tool_calls':[{'id':'abcdefghi','type':'function',"
            + "'function':{'name':'weather','arguments':'{\\'city\\':\\'Bern\\'}'}}]},"
            + "{'role':'tool','tool_call_id':'abcdefghi','content':'sunny'}";
    private static final String TOOLS = ",'tools':[{'type':'function','function':{'name':'weather','parameters':{}}}]";
    private static final String TOOL_JSON =
            "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"parameters\": {}}}";

    private static String render(String name, String messages, String more) {
        return new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT).render(request(messages, more));
    }

    private static ChatCompletionRequest request(String messages, String more) {
        try {
            return OpenAiJson.mapper()
                    .readValue(
                            ("{'messages':[" + messages + "]" + more + "}")
                                    .replace("\\'", "\\\"")
                                    .replace('\'', '"'),
                            ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String llama(String role, String text) {
        return "<|start_header_id|>" + role + "<|end_header_id|>\n\n" + text + "<|eot_id|>";
    }

    private static String chatMl(String role, String text) {
        return "<|im_start|>" + role + "\n" + text + "<|im_end|>\n";
    }

    @Test
    void llama31() {
        String dates = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
        String end = "<|start_header_id|>assistant<|end_header_id|>\n\n";
        assertThat(render("llama-3.1", SYSTEM + TURNS, ""))
                .isEqualTo(llama("system", dates + "Be brief.")
                        + llama("user", "Hi")
                        + llama("assistant", "Hello!")
                        + llama("user", "Who are you?")
                        + end);
        assertThat(render("llama-3.1", TURNS, ",'add_generation_prompt':false"))
                .startsWith(llama("system", dates))
                .endsWith(llama("user", "Who are you?"));
        assertThat(render("llama-3.1", WEATHER, TOOLS))
                .startsWith(llama("system", "Environment: ipython\n" + dates))
                .contains("\"name\": \"weather\",\n", "}\n\nWeather in Bern?<|eot_id|>")
                .endsWith(llama("assistant", "{\"name\": \"weather\", \"parameters\": {\"city\": \"Bern\"}}")
                        + llama("ipython", "\"sunny\"")
                        + end);
        assertThat(render(
                        "llama-3.1",
                        WEATHER,
                        TOOLS + ",'chat_template_kwargs':{'builtin_tools':['weather'],'date_string':'1 May'}"))
                .contains(
                        "Tools: weather\n\n",
                        "Today Date: 1 May",
                        "<|python_tag|>weather.call(city=\"Bern\")<|eom_id|>");
        assertThat(render(
                        "llama-3.1",
                        SYSTEM + WEATHER,
                        TOOLS + ",'chat_template_kwargs':{'tools_in_user_message':false}"))
                .contains("You have access to", "Be brief.<|eot_id|>" + llama("user", "Weather in Bern?"));
    }

    @Test
    void llama31TrimsAsPythonDoes() {
        assertThat(render(
                        "llama-3.1",
                        "{'role':'user','content':' \\n\\t\\u00a0\\u2028\\u001chi \\u200b\\u3000\\u0085'}",
                        ""))
                .contains("\n\nhi \u200b<|eot_id|>");
    }

    @Test
    void llama3Apisix() {
        assertThat(render("llama-3-apisix", SYSTEM + "{'role':'user','content':'Hi'}", ""))
                .isEqualTo("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nBe brief.<|eot_id|>\n"
                        + "<|start_header_id|>user<|end_header_id|>\nHi<|eot_id|>\n"
                        + "<|start_header_id|>assistant<|end_header_id|>");
        assertThat(render("llama-3-apisix", TURNS, ""))
                .startsWith("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n<|eot_id|>\n"
                        + "<|start_header_id|>user<|end_header_id|>\n Hi <|eot_id|>\n")
                .contains("assistant<|end_header_id|>\nHello!<|eot_id|>\n");
    }

    @Test
    void chatml() {
        assertThat(render("chatml", SYSTEM + TURNS, ""))
                .isEqualTo(chatMl("system", "Be brief.") + chatMl("user", " Hi ") + chatMl("assistant", "Hello!")
                        + chatMl("user", "Who are you?") + "<|im_start|>assistant\n");
    }

    @Test
    void qwen25() {
        assertThat(render("qwen-2.5", TURNS, ""))
                .startsWith(chatMl("system", "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.")
                        + chatMl("user", " Hi "))
                .endsWith(chatMl("user", "Who are you?") + "<|im_start|>assistant\n");
        assertThat(render("qwen-2.5", SYSTEM + WEATHER, TOOLS))
                .startsWith("<|im_start|>system\nBe brief.\n\n# Tools\n\n")
                .contains("<tools>\n" + TOOL_JSON + "\n</tools>")
                .endsWith(chatMl(
                                "assistant",
                                "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Bern\"}}\n</tool_call>")
                        + chatMl("user", "<tool_response>\nsunny\n</tool_response>") + "<|im_start|>assistant\n");
    }

    @Test
    void qwen3() {
        String thinking =
                "{'role':'user','content':'a'},{'role':'assistant','content':'<think>\\nhm\\n</think>\\n\\nb'},"
                        + "{'role':'user','content':'c'},{'role':'assistant','content':'d','reasoning_content':'e'}";
        assertThat(render("qwen-3", thinking, ",'add_generation_prompt':false"))
                .isEqualTo(chatMl("user", "a")
                        + chatMl("assistant", "b")
                        + chatMl("user", "c")
                        + chatMl("assistant", "<think>\ne\n</think>\n\nd"));
        assertThat(render("qwen-3", TURNS, ",'chat_template_kwargs':{'enable_thinking':false}"))
                .endsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n");
        assertThat(render("qwen-3", WEATHER, TOOLS))
                .startsWith("<|im_start|>system\n# Tools\n\n")
                .endsWith(chatMl("user", "<tool_response>\nsunny\n</tool_response>") + "<|im_start|>assistant\n");
    }

    @Test
    void mistral() {
        assertThat(render("mistral", SYSTEM + TURNS, ""))
                .isEqualTo("[INST] Hi [/INST]Hello!</s>[INST]Be brief.\n\nWho are you?[/INST]");
        assertThat(render("mistral", WEATHER, TOOLS))
                .isEqualTo("[AVAILABLE_TOOLS][" + TOOL_JSON + "][/AVAILABLE_TOOLS][INST]Weather in Bern?[/INST]"
                        + "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"city\": \"Bern\"}, \"id\": \"abcdefghi\"}]</s>"
                        + "[TOOL_RESULTS]{\"content\": sunny, \"call_id\": \"abcdefghi\"}[/TOOL_RESULTS]");
        assertThatThrownBy(() -> render("mistral", WEATHER.replace("abcdefghi", "call_1"), ""))
                .hasMessageContaining("nine characters");
    }

    @Test
    void gemma() {
        assertThat(render("gemma", SYSTEM + TURNS, ""))
                .isEqualTo(
                        "<start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n"
                                + "<start_of_turn>user\nWho are you?<end_of_turn>\n<start_of_turn>model\n");
        assertThat(render(
                        "gemma",
                        "{'role':'user','content':[{'type':'text','text':'a '},{'type':'text','text':'b'}]}",
                        ""))
                .startsWith("<start_of_turn>user\nab<end_of_turn>");
    }

    @Test
    void phi4() {
        assertThat(render("phi-4", SYSTEM + TURNS, ""))
                .isEqualTo("<|im_start|>system<|im_sep|>Be brief.<|im_end|><|im_start|>user<|im_sep|> Hi <|im_end|>"
                        + "<|im_start|>assistant<|im_sep|>Hello!<|im_end|><|im_start|>user<|im_sep|>Who are you?<|im_end|>"
                        + "<|im_start|>assistant<|im_sep|>");
    }

    @Test
    void deepseekR1() {
        assertThat(render("deepseek-r1", SYSTEM + TURNS.replace("Hello!", "hm</think>Hello!"), ""))
                .isEqualTo("Be brief.<｜User｜> Hi <｜Assistant｜>Hello!<｜end▁of▁sentence｜><｜User｜>Who are you?"
                        + "<｜Assistant｜><think>\n");
        assertThat(render("deepseek-r1", WEATHER, ""))
                .isEqualTo("<｜User｜>Weather in Bern?<｜Assistant｜><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function"
                        + "<｜tool▁sep｜>weather\n```json\n{\"city\": \"Bern\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
                        + "<｜end▁of▁sentence｜><｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>sunny<｜tool▁output▁end｜>"
                        + "<｜tool▁outputs▁end｜>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "gemma"})
    void turnsOutOfOrderAreRefused(String name) {
        String twice = "{'role':'user','content':'a'},{'role':'user','content':'b'}";
        assertThatThrownBy(() -> render(name, twice, "")).hasMessageContaining("take turns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "qwen-2.5", "qwen-3", "phi-4", "deepseek-r1"})
    void unknownRolesAreRefused(String name) {
        assertThatThrownBy(() -> render(name, "{'role':'user','content':'a'},{'role':'critic','content':'b'}", ""))
                .hasMessageContaining("roles");
    }

    @Test
    void everyBuiltInStopsAForger() {
        for (String name : TemplateSources.BUILT_IN) {
            PromptTemplate template = new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT);
            String honest = template.render(request("{'role':'user','content':'x'}", ""));
            List<String> tokens = TemplateSources.find(name).controlTokens();
            String forged =
                    template.render(request("{'role':'user','content':'x" + String.join("", tokens) + "'}", ""));
            for (String token : tokens) {
                assertThat(count(forged, token)).as(name + " " + token).isEqualTo(count(honest, token));
            }
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length;
    }
}
