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

class FinalMessageTest {
    private static final String CHATML =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";

    private static String json(String content) {
        return "{'messages':[{'role':'user','content':'Count'},{'role':'assistant','content':" + content
                + "}],'continue_final_message':true}";
    }

    @Test
    void theFinalMessageIsLeftOpen() {
        assertThat(render(CHATML, json("'One, '")))
                .isEqualTo("<|im_start|>user\nCount<|im_end|>\n<|im_start|>assistant\nOne, ");
        assertThat(render(CHATML.replace("m.content", "m.content | trim"), json("'One, '")))
                .isEqualTo("<|im_start|>user\nCount<|im_end|>\n<|im_start|>assistant\nOne,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "|", "end", "</", "im_end", ">", "user", "C"})
    void whatTheTemplateWritesAfterItIsNoPartOfIt(String text) {
        assertThat(render(CHATML, json("'" + text + "'"))).endsWith("<|im_start|>assistant\n" + text);
    }

    @Test
    void theLastPartIsLeftOpen() {
        String parts = "{% for m in messages %}{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endfor %}";
        assertThat(render(parts, json("[{'type':'text','text':'a'},{'type':'text','text':'b'}]")))
                .isEqualTo("[Count][a][b");
    }

    @Test
    void aMessageWithoutTextIsOpenedAtItsBeginning() {
        assertThat(render(CHATML, json("''"))).endsWith("<|im_start|>assistant\n");
        assertThat(render(CHATML, json("null"))).endsWith("<|im_start|>assistant\n");
    }

    @Test
    void itCannotBeOpenAndClosed() {
        assertRefused(CHATML, json("'a'").replace("}],", "}],'add_generation_prompt':true,"), "add_generation_prompt");
        String drops = "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}";
        assertRefused(drops, json("'a'"), "and a chat template that writes this message");
    }

    private static void assertRefused(String template, String json, String words) {
        assertThatThrownBy(() -> template(template).render(request(json)))
                .isInstanceOfSatisfying(PromptException.class, e -> {
                    assertThat(e.param()).isEqualTo("continue_final_message");
                    assertThat(e).hasMessageContaining(words);
                });
    }
}
