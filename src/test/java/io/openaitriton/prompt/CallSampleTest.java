package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallSampleTest {
    private static final String CALLS =
            "{% for m in messages %}{{ m.content }}|{% for c in m.tool_calls or [] %}<call>{{ c.function.name }} "
                    + "{{ c.function.arguments | tojson }}</call>{% endfor %}{% endfor %}";
    private static final String CALL = "<call>{name} {\"{key}\": \"{value}\"}</call>";

    @Test
    void isWhatFollowsTheUsersMessage() {
        CallSample sample = template(CALLS).callSample();
        assertThat(sample.call()).isEqualTo("||" + CALL);
        assertThat(sample.instructions()).isNull();
        assertThat(sample.hasPlaceForTools()).isFalse();
    }

    @Test
    void hasThePromptWithToolsWhereTheTemplateShowsThem() {
        CallSample sample = template("{% if tools %}{{ tools | tojson }}{% endif %}" + CALLS)
                .callSample();
        assertThat(sample.call()).isEqualTo("||" + CALL);
        assertThat(sample.instructions()).startsWith("[{");
        assertThat(sample.hasPlaceForTools()).isTrue();
    }

    @Test
    void comesWithOrWithoutToolsAndBeforeAResultOrAlone() {
        assertThat(template("{% if tools %}" + CALLS + "{% endif %}")
                        .callSample()
                        .call())
                .isEqualTo("||" + CALL);
        assertThat(template("{% if tools %}{{ raise_exception('no') }}{% endif %}" + CALLS)
                        .callSample()
                        .call())
                .isEqualTo("||" + CALL);
        assertThat(template("{% if messages[-1].role == 'tool' %}" + CALLS + "{% endif %}")
                        .callSample()
                        .call())
                .isEqualTo("||" + CALL);
    }

    @Test
    void hasTextForArgumentsThatATemplateOnlyTakesAsText() {
        String text = CALLS.replace("{{ c.function.arguments | tojson }}", "{{ '' + c.function.arguments }}");
        assertThat(template(text).callSample().call()).isEqualTo("||" + CALL);
    }

    @Test
    void isUnknownForATemplateThatRaisesWithTools() {
        CallSample sample = template("{% if tools %}{{ raise_exception('no') }}{% endif %}a")
                .callSample();
        assertThat(sample.call()).isNull();
        assertThat(sample.unknown()).isTrue();
        assertThat(sample.hasPlaceForTools()).isTrue();
    }

    /** Also one that writes the messages in another order, or leaves the user's out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "{{ messages[0].content }}",
                "{% for m in messages | reverse %}{{ m.content }}{% endfor %}",
                "{{ tools }}",
                "{{ raise_exception('never') }}"
            })
    void thereIsNoneOfATemplateThatWritesNoCalls(String text) {
        assertThat(template(text).callSample().call()).isNull();
    }
}
