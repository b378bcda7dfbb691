package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations with calls, for templates that want them in a shape of their own. */
class AssistantTurnsTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final String CALLS =
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% for c in m.tool_calls or [] %}"
                    + "{{ c.id }}={{ c.function.name }}{% endfor %}{{ m.tool_call_id }}{% endfor %}";
    private static final String NINE =
            "{% for m in messages %}{% for c in m.tool_calls or [] %}{% if c.id | length != 9 %}{{ raise_exception('nine') }}"
                    + "{% endif %}{% endfor %}{% endfor %}" + CALLS;
    private static final String TOOLS =
            ",'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':"
                    + "{'type':'object','properties':{}}}}]";

    private static String called(String id, String content, String more) {
        return called(id, content, more, "");
    }

    private static String withTools(String id, String content, String more) {
        return called(id, content, more, TOOLS);
    }

    private static String called(String id, String content, String more, String tools) {
        return "{'messages':[{'role':'user','content':'w'},{'role':'assistant','content':" + content
                + ",'tool_calls':[{'id':'" + id
                + "','type':'function','function':{'name':'f','arguments':'{}'}}]" + more
                + "},{'role':'tool','tool_call_id':'" + id + "','content':'ok'}]" + tools + "}";
    }

    @Test
    void idsStayAsTheyAreWhereTheTemplateTakesThem() {
        assertThat(render(CALLS, called("call_abc", "null", ""))).contains("call_abc=f", "okcall_abc");
        assertThat(render(NINE, called("aB3456789", "null", ""))).contains("aB3456789=f", "okaB3456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"call_0123456789abcdef01234567", "functions.f:0", "toolu_01", "1", "zürich-12", "a b c d e"})
    void anIdThatTheTemplateRefusesBecomesAnotherTheSameInCallAndResult(String id) {
        Matcher ids = Pattern.compile("<assistant>([a-z0-9]{9})=f<tool>ok([a-z0-9]{9})")
                .matcher(render(NINE, called(id, "null", "")));
        assertThat(ids.find()).isTrue();
        assertThat(ids.group(1)).isEqualTo(ids.group(2));
    }

    @Test
    void differentIdsStayDifferent() {
        AssistantTurns turns = new AssistantTurns(true, false, null, false);
        assertThat(java.util.stream.IntStream.range(0, 10_000)
                        .mapToObj(i -> turns.id("call_" + i))
                        .distinct())
                .hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mistral-Small-3.2-24B-Instruct-2506",
                "mistralai-Mistral-Nemo-Instruct-2407",
                "mistralai_Mistral-Nemo-Instruct-2407"
            })
    void mistralTakesTheHistoryOfAnotherModel(String model) throws IOException {
        String prompt = render(read(model), withTools("call_0123456789abcdef01234567", "null", ""));
        assertThat(prompt).contains("[TOOL_CALLS]").doesNotContain("call_0123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"moonshotai-Kimi-K2", "moonshotai_Kimi-K2-Thinking"})
    void kimiKeepsItsOwnIds(String model) throws IOException {
        assertThat(render(read(model), withTools("functions.f:7", "null", ""))).contains("functions.f:7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinking", "thought", "tool_plan"})
    void thoughtsHaveTheNameThatTheTemplateKnows(String name) {
        String template = CALLS + "{% for m in messages %}({{ m." + name + " }}){% endfor %}";
        assertThat(render(template, called("c", "null", ",'reasoning_content':'corge'")))
                .contains("(corge)");
        assertThat(render(template, called("c", "null", ",'reasoning':'corge'")))
                .contains("(corge)");
        assertThat(render(template, called("c", "null", ""))).doesNotContain("corge");
    }

    @Test
    void thoughtsArePartsOfTheContentForATemplateThatWritesThemThere() {
        String template = """
                {% for m in messages %}<{{ m.role }}>{% if m.content is string %}{{ m.content }}{% else %}\
                {% for p in m.content %}{% if p.type == 'thinking' %}[{{ p.thinking }}]{% else %}{{ p.text }}{% endif %}{% endfor %}\
                {% endif %}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}{% endfor %}""";
        assertThat(render(template, called("c", "'so'", ",'reasoning':'corge'")))
                .contains("<assistant>[corge]sof<");
        assertThat(render(template, called("c", "null", ",'reasoning':'corge'")))
                .contains("<assistant>[corge]f<");
        assertThat(render(template, called("c", "null", ""))).contains("<assistant>f<");
    }

    @Test
    void thoughtsAndTextAreOneWhereTheTemplateTakesOnlyOne() {
        String template =
                "{% for m in messages %}{% if m.tool_calls and m.content and m.thinking %}{{ raise_exception('one') }}{% endif %}"
                        + "{{ m.thinking }}{{ m.content }}{% for c in m.tool_calls or [] %}={{ c.function.name }}{% endfor %}|{% endfor %}";
        assertThat(render(template, called("c", "'so'", ",'reasoning':'corge'")))
                .isEqualTo("w|corge\n\nso=f|ok|");
        assertThat(render(template, called("c", "null", ",'reasoning':'corge'")))
                .isEqualTo("w|corge=f|ok|");
        assertThat(render(template, called("c", "'so'", ""))).isEqualTo("w|so=f|ok|");
    }

    @Test
    void contentIsAPartBesideCallsWhereTheTemplateTakesNoEmptyText() {
        String template =
                "{% for m in messages %}{% if m.tool_calls %}{{ m.content[0].text }}{{ m.tool_calls[0].function.name }}"
                        + "{% else %}{{ m.content }}{% endif %}|{% endfor %}";
        assertThat(render(template, called("c", "null", ""))).isEqualTo("w|f|ok|");
    }

    @ParameterizedTest
    @CsvSource({
        "openai-gpt-oss-120b, <|channel|>analysis<|message|>corge",
        "openbmb_MiniCPM3-4B, <|thought_start|>",
        "LiquidAI_LFM2.5-VL-450M, corge",
        "CohereLabs_command-a-reasoning-08-2025, <|START_THINKING|>corge<|END_THINKING|>",
        "mistralai-Ministral-3-14B-Reasoning-2512, [THINK]corge[/THINK]",
        "Mistral-Medium-3.5-128B-GGUF, [THINK]corge[/THINK]",
        "Qwen3.5-4B, <think>",
        "ByteDance-Seed-OSS, <seed:think>corge</seed:think>",
        "moonshotai_Kimi-K2-Thinking, <think>corge</think>",
        "google-gemma-4-31B-it, corge"
    })
    void modelsAreGivenBackTheirThoughtsBesideACall(String model, String written) throws IOException {
        String template = read(model);
        assertThat(render(template, withTools("abcdefghi", "null", ",'reasoning_content':'corge'")))
                .contains(written);
        assertThat(template(template)
                        .render(PromptRequests.request(withTools("abcdefghi", "'so'", ",'reasoning':'corge'"))))
                .contains("corge");
        assertThat(render(template, withTools("abcdefghi", "null", ""))).doesNotContain("corge");
    }

    private static String read(String model) throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        return Files.readString(TEMPLATES.resolve(model + ".jinja"));
    }
}
