package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openaitriton.template.error.TemplateException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateMemoryTest {
    /** Four million characters. */
    private static final TemplateOptions EIGHT_MEBIBYTES = new TemplateOptions(
            Clock.systemUTC(), TemplateLimits.DEFAULT.withMemory(8 << 20).withTimeout(60_000));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(200) %}{% set x = 'x' * 1000000 %}{% endfor %}",
                "{% for i in range(200) %}{% if 'x' * 1000000 == 'y' %}{% endif %}{% endfor %}",
                "{% for i in range(200) if 'x' * 1000000 %}{% endfor %}",
                "{% for i in range(200) %}{% set x %}{{ 'x' * 500000 }}{% endset %}{% endfor %}",
                "{% macro m(a) %}{% set b = a ~ a %}{{ b[:3] }}{% endmacro %}"
                        + "{% for i in range(200) %}{{ m('x' * 500000) }}{% endfor %}",
                "{% macro m(a) %}{% for i in range(200) %}{% set b = a ~ i %}{% endfor %}{% endmacro %}{{ m('x' * 500000) }}",
                "{% for i in range(200) %}{% for j in ('x' * 100000) | list %}{% break %}{% endfor %}{% endfor %}",
                "{% set ns = namespace(a='') %}{% for i in range(2000) %}{% set ns.a = ns.a ~ 'x' * 500 %}{% endfor %}",
                "{% for i in range(200) %}{% set x = (i ~ 'x' * 20000) | map('upper') | list %}{% endfor %}",
            })
    void whatIsNoLongerHeldDoesNotCount(String source) {
        assertThat(ChatTemplate.parse(source, EIGHT_MEBIBYTES).render(Map.of())).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' * 5000000 }}",
                "{{ range(99999) | list * 50 }}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% set ns.a = [ns.a, 'x' * 50000] %}{% endfor %}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% set ns.a = {'a': ns.a, 'b': 'x' * 50000} %}"
                        + "{% endfor %}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% set ns.a = (ns.a, ('x' * 50000).upper) %}"
                        + "{% endfor %}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% set ns.a = [ns.a] | map('list') %}"
                        + "{% set ns.a = [ns.a, ('x' * 50000) | reverse] %}{% endfor %}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% macro m(b='x' * 50000) %}{% endmacro %}"
                        + "{% set ns.a = [ns.a, cycler('x' * 50000, m)] %}{% endfor %}",
                "{% set ns = namespace(a=[]) %}{% for i in range(200) %}{% set ns.a = namespace(a=ns.a, b='x' * 50000) %}"
                        + "{% endfor %}",
                "{% macro m(a, n) %}{{ m(a ~ n, n - 1) if n }}{% endmacro %}{{ m('x' * 100000, 90) }}",
                "{% macro m(n) %}{{ ('x' * 100000) ~ (m(n - 1) if n else '') }}{% endmacro %}{{ m(90) }}",
                "{% macro m(n) %}{% for c in ('x' * 30000) | list %}{{ m(n - 1) if n }}{% break %}{% endfor %}{% endmacro %}"
                        + "{{ m(90) }}",
                "{% macro m(n) %}{% filter upper %}{{ 'x' * 100000 }}{{ m(n - 1) if n }}{% endfilter %}{% endmacro %}{{ m(90) }}",
                "{% for a in [('x' * 100000)] recursive %}{{ loop([a ~ a]) if loop.depth < 90 }}{% endfor %}",
                "{% for i in range(200) %}{{ 'x' * 50000 }}{% endfor %}",
                "{% set a %}{% for i in range(200) %}{{ 'x' * 50000 }}{% endfor %}{% endset %}",
                "{% for i in (['x' * 100000, 'y'] * 99) | map('upper') | map('lower') | list %}{% endfor %}",
            })
    void whatIsHeldEndsTheRendering(String source) {
        TemplateException refused = catchThrowableOfType(
                TemplateException.class,
                () -> ChatTemplate.parse(source, EIGHT_MEBIBYTES).render(Map.of()));
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(TemplateException.Kind.MEMORY);
        assertThat(refused.detail()).contains("8388608 bytes");
    }

    @Test
    void theConversationCountsOnceAndIsNotCopied() {
        ChatTemplate template = ChatTemplate.parse(
                "{% for i in range(99) %}{% set a = [x, x, [x]] %}{% set b = a ~ '' %}{% endfor %}done",
                EIGHT_MEBIBYTES);
        assertThat(template.render(Map.of("x", "a".repeat(300_000)))).isEqualTo("done");
    }
}
