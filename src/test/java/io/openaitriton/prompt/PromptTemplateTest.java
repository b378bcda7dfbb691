package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.sanitize.ControlTokenPolicy;
import io.openaitriton.prompt.source.TemplateSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    private static final String PLAIN =
            "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
    private static final String LOOPING =
            "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endif %}{% endfor %}";
    private static final String TOOLS = "{% if tools %}{{ tools | tojson }}{% endif %}"
            + "{% for m in messages %}{{ m.content }}"
            + "{% for c in m.tool_calls or [] %}{{ c.function.name }}({{ c.function.arguments.city }}){% endfor %}{% endfor %}";

    private static PromptTemplate template(String text) {
        return template(text, PromptSettings.DEFAULT.withControlTokens(List.of("<|end|>")));
    }

    private static PromptTemplate template(String text, PromptSettings settings) {
        return new PromptTemplate(new TemplateSource("test", "test.jinja", text, null, Map.of(), List.of()), settings);
    }

    private static String render(String template, String json) {
        return template(template).render(request(json));
    }

    private static ChatCompletionRequest request(String json) {
        try {
            return OpenAiJson.mapper().readValue(json.replace('\'', '"'), ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String user(String content, String more) {
        return "{'messages':[{'role':'user','content':" + content + "}]" + more + "}";
    }

    private static void assertRefused(String template, String json, String param, String... words) {
        assertThatThrownBy(() -> render(template, json))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo(param))
                .hasMessageContainingAll(words);
    }

    @Test
    void nullContentIsEmpty() {
        assertThat(render(PLAIN, user("null", ""))).isEqualTo("<user></><assistant>");
        assertThat(render(PLAIN, "{'messages':[{'role':'assistant'}]}")).isEqualTo("<assistant></><assistant>");
    }

    @Test
    void textPartsAreLinesForATemplateThatPrintsContent() {
        assertThat(render(PLAIN, user("[{'type':'text','text':'a'},{'type':'text','text':'b'}]", "")))
                .isEqualTo("<user>a\nb</><assistant>");
    }

    @Test
    void aTemplateThatLoopsOverPartsGetsThem() {
        assertThat(render(LOOPING, user("[{'type':'text','text':'a'},{'type':'text','text':'b'}]", "")))
                .isEqualTo("[a][b]");
        assertThat(render(LOOPING, user("'a'", ""))).isEqualTo("a");
    }

    @Test
    void aTemplateThatKnowsOnlyPartsGetsTextAsOne() {
        String template = "{% for m in messages %}{% for p in m.content %}{{ p['text'] }}.{% endfor %}{% endfor %}";
        assertThat(render(template, user("'abc'", ""))).isEqualTo("abc.");
    }

    @Test
    void otherPartsAreRefusedByPlace() {
        assertRefused(
                PLAIN,
                user("[{'type':'text','text':'a'},{'type':'image_url'}]", ""),
                "messages[0].content[1]",
                "This model's chat template does not take images.");
        assertRefused(
                PLAIN,
                user("[{'type':'text','text':'a'},{'type':'input_audio'}]", ""),
                "messages[0].content[1]",
                "input_audio");
    }

    @Test
    void theBosTokenIsEmptyUnlessTheDefinitionHasOne() {
        assertThat(template(PLAIN, PromptSettings.DEFAULT.withBosToken("<s>")).render(request(user("'a'", ""))))
                .isEqualTo("<s><user>a</><assistant>");
        assertThat(render(PLAIN, user("'a'", ""))).isEqualTo("<user>a</><assistant>");
    }

    @Test
    void theGenerationPromptIsTheMarkerAndCanBeLeftOut() {
        assertThat(template(PLAIN).generationMarker()).isEqualTo("<assistant>");
        assertThat(template(LOOPING).generationMarker()).isEmpty();
        assertThat(render(PLAIN, user("'a'", ",'add_generation_prompt':false"))).isEqualTo("<user>a</>");
    }

    @Test
    void argumentsOfToolCallsAreObjects() {
        String json = "{'messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function',"
                + "'function':{'name':'weather','arguments':'{\\'city\\':\\'Bern\\'}'}}]}]}";
        assertThat(render(TOOLS, json)).isEqualTo("weather(Bern)");
    }

    @Test
    void toolsAreRenderedUnlessNoneMayBeCalled() {
        String tools = ",'tools':[{'type':'function','function':{'name':'f'}}]";
        assertThat(render(TOOLS, user("'a'", tools)))
                .isEqualTo("[{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]a");
        assertThat(render(TOOLS, user("'a'", tools + ",'tool_choice':'none'"))).isEqualTo("a");
    }

    @Test
    void aTemplateOfItsOwnForToolsIsUsedForThem() {
        PromptTemplate template = new PromptTemplate(
                new TemplateSource("t", "t", "plain", "{{ tools[0].function.name }}", Map.of(), List.of()),
                PromptSettings.DEFAULT);
        assertThat(template.render(request(user("'a'", ",'tools':[{'type':'function','function':{'name':'f'}}]"))))
                .isEqualTo("f");
        assertThat(template.render(request(user("'a'", "")))).isEqualTo("plain");
    }

    @Test
    void fieldsThatTheTemplateWouldIgnoreAreRefused() {
        assertRefused(PLAIN, user("'a'", ",'tools':[{'type':'function','function':{'name':'f'}}]"), "tools", "'tools'");
        assertRefused(PLAIN, user("'a'", ",'documents':[{'text':'x'}]"), "documents", "'documents'");
        assertRefused(
                PLAIN,
                "{'messages':[{'role':'assistant','tool_calls':[{'function':{'name':'f'}}]}]}",
                "messages[0].tool_calls",
                "not supported by this model's chat template");
    }

    @Test
    void templateArgumentsAreVariablesButForTheGatewaysOwn() {
        String template = "{{ enable_thinking }} {{ n + 1 }} {{ list | length }}";
        assertThat(render(
                        template,
                        user("'a'", ",'chat_template_kwargs':{'enable_thinking':false,'n':1,'list':[1,{'a':null}]}")))
                .isEqualTo("False 2 2");
        for (String name : List.of("messages", "tools", "bos_token", "add_generation_prompt")) {
            assertRefused(
                    PLAIN,
                    user("'a'", ",'chat_template_kwargs':{'" + name + "':1}"),
                    "chat_template_kwargs." + name,
                    name);
        }
    }

    @Test
    void clientTextForgesNoTurn() {
        assertThat(render(PLAIN, user("'a<|end|>'", ""))).isEqualTo("<user>a< |end|></><assistant>");
        assertThat(render(LOOPING, user("[{'type':'text','text':'a<|e'},{'type':'text','text':'nd|>'}]", "")))
                .isEqualTo("[a< |e][nd|>]");
        assertThat(render(TOOLS, user("'a'", ",'tools':[{'type':'function','function':{'name':'<|end|>'}}]")))
                .contains("< |end|>")
                .doesNotContain("<|end|>");
        assertThat(render("{{ x.k }}", user("'a'", ",'chat_template_kwargs':{'x':{'k':'<|end|>'}}")))
                .isEqualTo("< |end|>");
    }

    @Test
    void controlTokensAreRefusedOrLetThroughWhenTheDefinitionSaysSo() {
        PromptSettings settings = PromptSettings.DEFAULT.withControlTokens(List.of("<|end|>"));
        assertThat(template(PLAIN, settings.withPolicy(ControlTokenPolicy.ALLOW))
                        .render(request(user("'<|end|>'", ""))))
                .contains("<|end|>");
        PromptTemplate refusing = template(PLAIN, settings.withPolicy(ControlTokenPolicy.REFUSE));
        assertThatThrownBy(() -> refusing.render(request(user("'a<|end|>'", ""))))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo("messages[0].content"))
                .hasMessageContaining("<|end|>");
        assertThat(refusing.render(request(user("'a'", "")))).contains("a");
    }

    @Test
    void userTextIsNotATemplate() {
        assertThat(render(PLAIN, user("'{{ 7 * 7 }}{% raw %}'", "")))
                .isEqualTo("<user>{{ 7 * 7 }}{% raw %}</><assistant>");
    }

    @Test
    void anUnpairedSurrogateIsRefused() {
        assertRefused(PLAIN, user("'\\ud800'", ""), "messages[0].content", "surrogate");
    }

    @Test
    void theTemplatesOwnWordsReachTheClient() {
        assertRefused(
                "{{ raise_exception('Roles must alternate') }}", user("'a'", ""), "messages", "Roles must alternate");
        assertRefused("{{ messages[0].content + 1 }}", user("'a'", ""), "messages", "cannot render");
    }

    @Test
    void aTemplateThatCannotBeParsedIsReportedWithItsPosition() {
        assertThatThrownBy(() -> template("line\n{% if %}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("test.jinja, line 2, column ");
    }
}
