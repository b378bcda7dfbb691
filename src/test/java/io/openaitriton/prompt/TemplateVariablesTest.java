package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static io.openaitriton.prompt.PromptRequests.request;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateVariablesTest {
    private static final String EFFORT =
            "{% if reasoning_effort is defined %}[{{ reasoning_effort }}]{% endif %}{{ messages[0].content }}";

    @ParameterizedTest
    @ValueSource(strings = {"reasoning", "reasoning_content"})
    void thoughtsHaveEitherName(String name) {
        String json =
                "{'messages':[{'role':'assistant','" + name + "':'add','content':'2'},{'role':'user','content':'a'}]}";
        assertThat(render("{{ messages[0].reasoning }}={{ messages[0].reasoning_content }}", json))
                .isEqualTo("add=add");
    }

    @Test
    void ofTwoThoughtsTheOneWithTextIsGiven() {
        assertThat(render(
                        "{{ messages[0].reasoning }}",
                        "{'messages':[{'role':'assistant','reasoning':'','reasoning_content':'add','content':'2'}]}"))
                .isEqualTo("add");
    }

    @Test
    void aMessageWithoutThoughtsHasNeither() {
        assertThat(render(
                        "{{ messages[0].reasoning is defined }} {{ messages[0].reasoning_content is defined }}",
                        "{'messages':[{'role':'assistant','reasoning':null,'content':'2'}]}"))
                .isEqualTo("False False");
    }

    @Test
    void reasoningEffortIsTheTemplatesVariable() {
        String json = "{'messages':[{'role':'user','content':'a'}],'reasoning_effort':'low'%s}";
        assertThat(render(EFFORT, json.formatted(""))).isEqualTo("[low]a");
        assertThat(render(EFFORT, json.formatted(",'chat_template_kwargs':{'reasoning_effort':'high'}")))
                .isEqualTo("[high]a");
        assertThat(render(EFFORT.replace("is defined", "== 'high'"), json.formatted("")))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ messages[0].content }}", "{# reasoning_effort #}{{ messages[0].content }}"})
    void reasoningEffortIsRefusedWhereNothingTakesIt(String template) {
        assertThatThrownBy(
                        () -> render(template, "{'messages':[{'role':'user','content':'a'}],'reasoning_effort':'low'}"))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo("reasoning_effort"));
    }

    @Test
    void anUndefinedTokenIsNamed() {
        String ends =
                "{% for m in messages %}{{ m.content }}{% if m.role == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}";
        assertThat(template(ends).undefinedTokens()).containsExactly("eos_token");
        assertThat(template(ends.replace("eos_token", "sep_token")).undefinedTokens())
                .containsExactly("sep_token");
        assertThat(template("{{ bos_token }}" + ends).undefinedTokens()).containsExactly("bos_token", "eos_token");
        assertThat(template("{# eos_token #}{{ messages[0].content }}").undefinedTokens())
                .isEmpty();
        PromptTemplate told = new PromptTemplate(
                new TemplateSource("t", "t", "{{ bos_token }}" + ends, null, Map.of("eos_token", "</s>"), List.of()),
                PromptSettings.DEFAULT.withBosToken("<s>"));
        assertThat(told.undefinedTokens()).isEmpty();
        assertThat(told.render(request("{'messages':[{'role':'assistant','content':'a'}]}")))
                .isEqualTo("<s>a</s>");
    }

    @Test
    void theBuiltInTemplatesUseNoUndefinedToken() {
        for (String name : TemplateSources.BUILT_IN) {
            assertThat(new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT).undefinedTokens())
                    .as(name)
                    .isSubsetOf("bos_token");
        }
    }
}
