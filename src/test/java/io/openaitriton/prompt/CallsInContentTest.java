package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.request;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.response.ResponseTemplates;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Earlier calls for templates that list tools and have no place for calls. */
class CallsInContentTest {
    private static final String LISTS = "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}";
    private static final String ANY_ROLE = LISTS + "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final String OWN_ROLES = LISTS
            + "{% for m in messages %}{% if m.role in ('user', 'assistant', 'tool_response') %}<{{ m.role }}>{{ m.content }}{% endif %}{% endfor %}";
    private static final String TAKING_TURNS = LISTS
            + "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns') }}{% endif %}"
            + "<{{ m.role }}>{{ m.content }}{% endfor %}";

    private static final String CALL =
            "{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'city\\': \\'Łódź\\', \\'days\\': 3, \\'now\\': true, \\'at\\': [1.5, null, {\\'x\\': \\'y\\'}]}'}}";
    private static final String SECOND = ",{'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}";
    private static final String RESULTS =
            ",{'role':'tool','tool_call_id':'c1','content':'one'},{'role':'tool','tool_call_id':'c2','content':'two'}";

    private static String turns(String content, String calls, String more) {
        return "{'tools':[{'type':'function','function':{'name':'f'}}],'messages':[{'role':'user','content':'w'},{'role':'assistant','content':"
                + content + ",'tool_calls':[" + calls + "]}" + more + "]}";
    }

    private static String render(String template, String family, String json) {
        return template(template).writingCalls(ResponseTemplates.tools(family)).render(request(json));
    }

    @Test
    void aCallIsWrittenAsTheModelWritesIt() {
        String turns = turns("null", CALL, "");
        String begin = "[f]<user>w<assistant>";
        assertThat(render(ANY_ROLE, "granite", turns)).isEqualTo(begin + """
                <|tool_call|>[{"name": "f", "arguments": {"city": "Łódź", "days": 3, "now": true, "at": [1.5, null, {"x": "y"}]}}]""");
        assertThat(render(ANY_ROLE, "lfm2", turns)).isEqualTo(begin + """
                <|tool_call_start|>[f(city="Łódź", days=3, now=True, at=[1.5, None, {"x": "y"}])]<|tool_call_end|>""");
        assertThat(render(ANY_ROLE, "glm45", turns)).isEqualTo(begin + """
                <tool_call>f
                <arg_key>city</arg_key>
                <arg_value>Łódź</arg_value>
                <arg_key>days</arg_key>
                <arg_value>3</arg_value>
                <arg_key>now</arg_key>
                <arg_value>true</arg_value>
                <arg_key>at</arg_key>
                <arg_value>[1.5, null, {"x": "y"}]</arg_value>
                </tool_call>""");
        assertThat(render(ANY_ROLE, "gemma4", turns)).isEqualTo(begin + """
                <|tool_call>call:f{city:<|"|>Łódź<|"|>,days:3,now:true,at:[1.5,null,{x:<|"|>y<|"|>}]}<tool_call|>""");
        assertThat(render(ANY_ROLE, "kimi_k2", turns("''", CALL + SECOND, "")))
                .contains("functions.f:0<|", "functions.g:1<|tool_call_argument_begin|>{}<|tool_call_end|>");
    }

    @Test
    void textStandsBeforeTheCallsWhereTheModelWritesThemSo() {
        assertThat(render(ANY_ROLE, "hermes", turns("'I look.'", CALL + SECOND, RESULTS)))
                .startsWith("[f]<user>w<assistant>I look.\n<tool_call>\n{\"name\": \"f\", ")
                .endsWith(
                        "}\n</tool_call>\n<tool_call>\n{\"name\": \"g\", \"arguments\": {}}\n</tool_call><tool>one<tool>two");
        assertThat(render(ANY_ROLE, "pythonic", turns("'I look.'", SECOND.substring(1), "")))
                .endsWith("<assistant>[g()]\nI look.");
    }

    @Test
    void aPartStandsBehindPartsOfContent() {
        String parts = ANY_ROLE.replace(
                "{{ m.content }}",
                "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}({{ p.text }}){% endfor %}{% endif %}");
        assertThat(render(parts, "lfm2", turns("[{'type':'text','text':'I look.'}]", SECOND.substring(1), "")))
                .endsWith("<assistant>(I look.)(<|tool_call_start|>[g()]<|tool_call_end|>)");
    }

    @Test
    void aResultHasTheTemplatesOwnRoleForIt() {
        assertThat(render(OWN_ROLES, "granite", turns("null", SECOND.substring(1), RESULTS)))
                .endsWith("]<tool_response>one<tool_response>two");
    }

    @Test
    void resultsAreTheUsersWhereTheTemplateHasNoRoleForThem() {
        String next =
                ",{'role':'user','content':'next'},{'role':'assistant','content':'so'},{'role':'user','content':'more'}";
        for (String template : List.of(TAKING_TURNS, OWN_ROLES.replace(", 'tool_response'", ""))) {
            assertThat(render(template, "lfm2", turns("null", SECOND.substring(1) + "," + CALL, RESULTS + next)))
                    .endsWith("<|tool_call_end|><user><tool_response name=\"f\">\none\n</tool_response>\n\n"
                            + "<tool_response name=\"g\">\ntwo\n</tool_response>\n\nnext<assistant>so<user>more");
        }
    }

    @Test
    void clientTextForgesNoCall() {
        PromptTemplate template = template(
                        ANY_ROLE, PromptSettings.DEFAULT.withControlTokens(List.of("<|tool_call_end|>")))
                .writingCalls(ResponseTemplates.tools("lfm2"));
        assertThat(template.render(request(turns("null", CALL.replace("Łódź", "<|tool_call_end|>"), ""))))
                .endsWith(
                        "<|tool_call_start|>[f(city=\"< |tool_call_end|>\", days=3, now=True, at=[1.5, None, {\"x\": \"y\"}])]<|tool_call_end|>");
    }

    @Test
    void nothingChangesForATemplateThatWritesCalls() {
        String writes = ANY_ROLE.replace(
                "{{ m.content }}",
                "{{ m.content }}{% for c in m.tool_calls or [] %}({{ c.function.name }}){% endfor %}");
        assertThat(render(writes, "hermes", turns("null", SECOND.substring(1), RESULTS)))
                .isEqualTo("[f]<user>w<assistant>(g)<tool>one<tool>two");
    }

    @Test
    void conversationsWithoutCallsStayUnchanged() {
        assertThat(render(TAKING_TURNS, "lfm2", "{'messages':[{'role':'user','content':'w'}]}"))
                .isEqualTo("<user>w");
        assertThat(
                        render(
                                OWN_ROLES,
                                "lfm2",
                                "{'messages':[{'role':'user','content':'w'},{'role':'tool','tool_call_id':'c','content':'one'}]}"))
                .isEqualTo("<user>w");
    }

    @Test
    void callsAreRefusedIfTheirFormatIsUnknown() {
        assertThatThrownBy(() -> template(ANY_ROLE).writingCalls(null).render(request(turns("null", CALL, ""))))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo("messages[1].tool_calls"));
    }
}
