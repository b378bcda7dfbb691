package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.render;
import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.prompt.source.TemplateSources;
import org.junit.jupiter.api.Test;

/** Several calls in a turn, for templates that raise for a second one. */
class SingleCallsTest {
    private static final String START = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{{ m.reasoning }}";
    private static final String RAISES = START
            + "{% if m.tool_calls and m.tool_calls | length > 1 %}{{ raise_exception('one call only') }}{% endif %}"
            + "{% for c in m.tool_calls or [] %}{{ c.function.name }}{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}";
    private static final String SEVERAL = START
            + "{% for c in m.tool_calls or [] %}{{ c.function.name }}{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}";

    private static final String TURN =
            "{'messages':[{'role':'user','content':'w'},{'role':'assistant','content':'I look.','reasoning':'(so)','tool_calls':["
                    + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                    + "{'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]}";

    private static String conversation(String results) {
        return TURN + results + ",{'role':'user','content':'next'}]}";
    }

    private static String result(String id, String content) {
        return ",{'role':'tool','tool_call_id':'" + id + "','content':'" + content + "'}";
    }

    @Test
    void eachCallIsATurnWithItsResult() {
        String turns = "<user>w<assistant>I look.(so)f{}<tool>1<assistant>g{}<tool>2<user>next";
        assertThat(render(RAISES, conversation(result("c1", "1") + result("c2", "2"))))
                .isEqualTo(turns);
        assertThat(render(RAISES, conversation(result("c2", "2") + result("c1", "1"))))
                .isEqualTo(turns);
    }

    @Test
    void resultsThatNameNoCallStayInTheirOrder() {
        assertThat(render(RAISES, conversation(result("x", "1") + result("y", "2") + result("z", "3"))))
                .isEqualTo("<user>w<assistant>I look.(so)f{}<tool>1<assistant>g{}<tool>2<tool>3<user>next");
        assertThat(render(RAISES, conversation("")))
                .isEqualTo("<user>w<assistant>I look.(so)f{}<assistant>g{}<user>next");
    }

    @Test
    void aTemplateThatWritesSeveralCallsGetsThemInOneTurn() {
        assertThat(render(SEVERAL, conversation(result("c1", "1") + result("c2", "2"))))
                .isEqualTo("<user>w<assistant>I look.(so)f{}g{}<tool>1<tool>2<user>next");
    }

    @Test
    void llamaGetsTheResultsOfSeveralCalls() {
        PromptTemplate llama = new PromptTemplate(TemplateSources.find("llama-3.1"), PromptSettings.DEFAULT);
        assertThat(llama.render(PromptRequests.request(conversation(result("c1", "one") + result("c2", "two")))))
                .containsSubsequence("\"name\": \"f\"", "one", "\"name\": \"g\"", "two", "next");
    }
}
