package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.request;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import org.junit.jupiter.api.Test;

/** Tools that a template was given before: the prompt is the same as if it had not been. */
class RememberedToolsTest {
    private static final String TOOL =
            "{'type':'function','function':{'name':'a','description':'<d>','parameters':{'type':'object','properties':{'x':{'type':'string'}}}}}";

    @Test
    void eachFormOfJsonIsItsOwn() {
        PromptTemplate json =
                template("{% for t in tools %}{{ t | tojson }}|{{ t | tojson(indent=2) }}|{{ t.function | tojson }}|"
                        + "{{ t | tojson(sort_keys=true) }}|{{ t | tojson(separators=(',', ':')) }}|{{ t.function.parameters | tojson }}{% endfor %}"
                        + "|{{ tools | tojson }}");
        String first = json.render(chat(TOOL));
        assertThat(first)
                .contains(
                        "|{\n  \"type\": \"function\",\n",
                        "|{\"function\": {",
                        "|{\"type\":\"function\",\"function\":{",
                        "|[{\"type\": ");
        for (int i = 0; i < 5; i++) {
            assertThat(json.render(chat(TOOL))).isEqualTo(first);
        }
    }

    @Test
    void theOrderOfFieldsIsPartOfTools() {
        PromptTemplate json = template("{{ tools | tojson }}");
        String other = TOOL.replace("'name':'a','description':'<d>'", "'description':'<d>','name':'a'");
        assertThat(json.render(chat(TOOL))).contains("\"name\": \"a\", \"description\"");
        assertThat(json.render(chat(other))).contains("\"description\": \"<d>\", \"name\"");
        assertThat(json.render(chat(TOOL))).contains("\"name\": \"a\", \"description\"");
    }

    @Test
    void toolsOfOneRequestAreNotThoseOfAnother() {
        PromptTemplate json = template("{% for t in tools %}{{ t.function.name }}{% endfor %}");
        assertThat(json.render(chat(TOOL))).isEqualTo("a");
        assertThat(json.render(chat(TOOL + "," + TOOL.replace("'a'", "'b'")))).isEqualTo("ab");
        assertThat(json.render(chat(TOOL.replace("'a'", "'b'")))).isEqualTo("b");
        assertThat(json.render(chat(TOOL))).isEqualTo("a");
    }

    @Test
    void noTemplateChangesThem() {
        PromptTemplate changes = template(
                "{% for t in tools %}{% if messages[0].content == 'change' %}{% set _ = t.update({'type': 'x'}) %}{% endif %}{{ t | tojson }}{% endfor %}");
        String before = changes.render(chat(TOOL));
        assertThatThrownBy(() -> changes.render(
                        request("{'messages':[{'role':'user','content':'change'}],'tools':[" + TOOL + "]}")))
                .isInstanceOf(PromptException.class);
        assertThat(changes.render(chat(TOOL))).isEqualTo(before);
        PromptTemplate copies = template(
                "{% for t in tools %}{% set c = dict(t, type='x') %}{{ c | tojson }}{{ t | tojson }}{% endfor %}");
        assertThat(copies.render(chat(TOOL))).contains("\"type\": \"x\"", "\"type\": \"function\"");
        assertThat(copies.render(chat(TOOL))).isEqualTo(copies.render(chat(TOOL)));
    }

    private static ChatCompletionRequest chat(String tools) {
        return request("{'messages':[{'role':'user','content':'hi'}],'tools':[" + tools + "]}");
    }
}
