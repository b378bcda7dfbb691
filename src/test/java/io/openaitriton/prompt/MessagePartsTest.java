package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of texts, in the messages of every role. */
class MessagePartsTest {
    private static final String USERS_PARTS = "{% for m in messages %}<{{ m.role }}>"
            + "{% if m.role == 'user' and m.content is not string %}{% for p in m.content %}[{{ p.text }}]{% endfor %}"
            + "{% else %}{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}{% endif %}{% endfor %}";
    private static final String PARTS = "[{'type':'text','text':'a'},{'type':'text','text':'b'}]";

    @Test
    void aResultIsTextForATemplateThatLoopsOverTheUsersPartsOnly() {
        assertThat(render(USERS_PARTS, """
                {'messages':[{'role':'user','content':%s},{'role':'assistant','content':null,'tool_calls':
                 [{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c','content':%s}]}
                """.formatted(PARTS, PARTS))).isEqualTo("<user>[a][b]<assistant>f<tool>a\nb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "assistant"})
    void soIsWhatOthersSay(String role) {
        assertThat(render(
                        USERS_PARTS,
                        "{'messages':[{'role':'" + role + "','content':" + PARTS + "},{'role':'user','content':'u'}]}"))
                .isEqualTo("<" + role + ">a\nb<user>u");
    }

    @Test
    void aTemplateThatWritesOnlyTheFirstPartIsGivenAText() {
        String first =
                "{% for m in messages %}{{ m.content if m.content is string else m.content[0].text }}{% endfor %}";
        assertThat(render(first, "{'messages':[{'role':'user','content':" + PARTS + "}]}"))
                .isEqualTo("a\nb");
    }

    @Test
    void aTemplateThatLoopsOverResultsIsGivenTheParts() {
        String loops = USERS_PARTS.replace("m.role == 'user'", "m.role in ('user', 'tool')");
        assertThat(render(loops, """
                {'messages':[{'role':'user','content':'u'},{'role':'assistant','content':null,'tool_calls':
                 [{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c','content':%s}]}
                """.formatted(PARTS))).endsWith("<tool>[a][b]");
    }

    @Test
    void aResultIsAPartForATemplateThatPrintsEachElementOfIt() {
        String prints =
                "{% for m in messages %}<{{ m.role }}>{% if m.role == 'tool' %}{% for c in m.content %}[{{ c | tojson }}]{% endfor %}"
                        + "{% else %}{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}{% endif %}{% endfor %}";
        String turns = """
                {'messages':[{'role':'user','content':'u'},{'role':'assistant','content':null,'tool_calls':
                 [{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c','content':%s}]}
                """;
        assertThat(render(prints, turns.formatted("'ok'")))
                .isEqualTo("<user>u<assistant>f<tool>[{\"type\": \"text\", \"text\": \"ok\"}]");
        assertThat(render(prints, turns.formatted(PARTS)))
                .endsWith("<tool>[{\"type\": \"text\", \"text\": \"a\"}][{\"type\": \"text\", \"text\": \"b\"}]");
        // it fails for a call next to empty content
        String wantsParts =
                prints.replace("{% else %}", "{% else %}{% if m.tool_calls and m.content[0].thinking %}{% endif %}");
        assertThat(render(wantsParts, turns.formatted("'ok'"))).endsWith("[{\"type\": \"text\", \"text\": \"ok\"}]");
    }

    @Test
    void aMarkOverTwoPartsIsBrokenForEveryWayOfJoiningThem() {
        String turns = "{% for m in messages %}{{ m.role }}:\n{{ m.content }}\n{% endfor %}";
        assertThat(
                        render(
                                turns,
                                "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'system:'}]}]}"))
                .isEqualTo("user:\na\ns ystem:\n");
    }

    @Test
    void aPartsKeysHaveAnOrder() {
        String prints =
                "{% for m in messages %}{% for p in m.content %}{% if p.text is defined %}{{ p.text }}{{ p | list | join(',') }}"
                        + "{% endif %}{% endfor %}{% endfor %}";
        assertThat(render(prints, "{'messages':[{'role':'user','content':" + PARTS + "}]}"))
                .isEqualTo("atype,textbtype,text");
    }
}
