package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static io.openaitriton.prompt.PromptRequests.request;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.chat.PromptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallTest {
    private static final String CALLS =
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% for c in m.tool_calls or [] %}"
                    + "{{ c.function.name }}{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}";
    private static final String WITH_TOOLS = "{% if tools %}{{ tools[0].function.name }}" + CALLS
            + "{% else %}{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{% endif %}";
    private static final String TOOLS = ",'tools':[{'type':'function','function':{'name':'f'}}]";

    private static String called(String arguments, String more) {
        return "{'messages':[{'role':'user','content':'w'},{'role':'assistant','content':null,'tool_calls':"
                + "[{'id':'c','type':'function','function':{'name':'f'" + arguments + "}}]},"
                + "{'role':'tool','tool_call_id':'c','content':'ok'}]" + more + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",'arguments':null",
                ",'arguments':''",
                ",'arguments':'{bad'",
                ",'arguments':'null'",
                ",'arguments':'[1]'",
                ",'arguments':'text'",
                ",'arguments':7"
            })
    void argumentsThatAreNoObjectAreAnEmptyOne(String arguments) {
        assertThat(render(CALLS, called(arguments, ""))).isEqualTo("<user>w<assistant>f{}<tool>ok");
    }

    @Test
    void argumentsKeepTheOrderOfTheirKeys() {
        assertThat(render(CALLS, called(",'arguments':{'z':1,'a':2,'m':{'y':3,'b':4}}", "")))
                .contains("f{\"z\": 1, \"a\": 2, \"m\": {\"y\": 3, \"b\": 4}}");
    }

    @Test
    void callsAreWrittenWhereTheTemplateWritesThemWithTools() {
        assertThat(render(WITH_TOOLS, called(",'arguments':'{}'", TOOLS))).isEqualTo("f<user>w<assistant>f{}<tool>ok");
        assertThatThrownBy(() -> render(WITH_TOOLS, called(",'arguments':'{}'", "")))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo("messages[1].tool_calls"))
                .hasMessageContaining("without 'tools'");
    }

    @Test
    void suchATemplateKeepsTheToolsWhenNoneMayBeCalled() {
        String none = TOOLS + ",'tool_choice':'none'";
        assertThat(render(WITH_TOOLS, called("", none))).startsWith("f<user>");
        assertThat(render(WITH_TOOLS, "{'messages':[{'role':'user','content':'w'}]" + none + "}"))
                .isEqualTo("<user>w");
    }

    @Test
    void aTemplateThatConcatenatesArgumentsIsGivenText() {
        String concatenates =
                CALLS.replace("{{ c.function.arguments | tojson }}", "{{ '(' + c.function.arguments + ')' }}");
        assertThat(render(concatenates, called(",'arguments':'{}'", ""))).contains("f({})");
        assertThat(render(concatenates, called("", ""))).contains("f({})");
        assertThat(template(concatenates).render(request(called(",'arguments':{'a':'<|x|>'}", ""))))
                .contains("f({\"a\":\"<|x|>\"})");
    }

    /** Templates for requests with tools loop over them. */
    @Test
    void aTemplateThatFailsWithoutToolsIsGivenAnEmptyList() {
        String needs = "{% for t in tools %}{{ t.function.name }}{% endfor %}" + CALLS;
        String hello = "{'messages':[{'role':'user','content':'w'}]";
        assertThat(render(needs, hello + TOOLS + "}")).isEqualTo("f<user>w");
        assertThat(render(needs, hello + TOOLS + ",'tool_choice':'none'}")).isEqualTo("<user>w");
        assertThat(render(needs, hello + "}")).isEqualTo("<user>w");
        assertThat(render(needs, called(",'arguments':'{}'", TOOLS + ",'tool_choice':'none'")))
                .isEqualTo("<user>w<assistant>f{}<tool>ok");
        assertThat(template(needs).generationMarker()).isEmpty();
        assertThat(template(needs + "{% if add_generation_prompt %}<assistant>{% endif %}")
                        .generationMarker())
                .isEqualTo("<assistant>");
        assertThat(render("{{ tools is none }}", hello + "}")).isEqualTo("True");
    }
}
