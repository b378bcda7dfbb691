package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openaitriton.template.error.TemplateException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every construct by itself. What is expected is what Jinja2 3.1.6 renders on CPython. */
class ChatTemplateTest {
    private static final Map<String, Object> VARIABLES = variables();

    private static Map<String, Object> variables() {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("s", "Hello World");
        variables.put("u", "añ😀b");
        variables.put("n", 5);
        variables.put("z", null);
        variables.put("l", List.of(3, 1, 2));
        variables.put("d", new LinkedHashMap<>(Map.of("items", "x")));
        variables.put("rows", List.of(Map.of("k", "x"), Map.of("k", "Y"), Map.of("k", "x")));
        variables.put("html", "<a&\"'>");
        return variables;
    }

    private static String render(String source) {
        return ChatTemplate.parse(source).render(VARIABLES);
    }

    private static TemplateException failure(String source) {
        return catchThrowableOfType(TemplateException.class, () -> render(source));
    }

    @Test
    void blocksTakeTheirIndentationAndTheNewlineAfterThemAway() {
        assertThat(render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n")).isEqualTo("a\n  b\nc");
    }

    @Test
    void signsInTagsTakeOrKeepWhiteSpace() {
        assertThat(render("a \n {%- if true -%} \n b \n {%- endif +%}\nc")).isEqualTo("ab\nc");
        assertThat(render("a\n  {%+ if true %}\nb{% endif %}")).isEqualTo("a\n  b");
        assertThat(render("a\n {{- 1 -}} \n b")).isEqualTo("a1b");
    }

    @Test
    void whatPythonWritesInAsciiIsWrittenSo() {
        assertThat(render("{{ '{!a}'.format(u) }}|{{ '%a' % u }}|{{ '{!r}'.format(u) }}"))
                .isEqualTo("'a\\xf1\\U0001f600b'|'a\\xf1\\U0001f600b'|'añ😀b'");
        assertThat(render("{{ '\\x7f' | tojson }}{{ '\\x7fñ' | tojson(ensure_ascii=true) }}"))
                .isEqualTo("\"\u007f\"\"\\u007f\\u00f1\"");
        assertThat(render("{{ '１.５' | float }} {{ '１５' | int }} {{ '٣e1' | float }}"))
                .isEqualTo("1.5 15 30.0");
    }

    @Test
    void methodsThatChangeADictAreNotItems() {
        assertThat(render("{% set x = {'update': 'U', 'clear': 1} %}[{{ x.update }}]{{ x.clear is defined }}"))
                .isEqualTo("[]False");
        assertThat(render("{% set x = {'update': 'U'} %}{{ x['update'] }}")).isEqualTo("U");
    }

    @Test
    void commentsLeaveNothingAndRawBlocksStay() {
        assertThat(render("a\n  {# c #}\nb{# {{ #}")).isEqualTo("a\nb");
        assertThat(render("{% raw %}{{ a }} {% b %}{% endraw %}\nx")).isEqualTo("{{ a }} {% b %}x");
    }

    @Test
    void lineEndsAreNormalisedAndTheLastOneIsDropped() {
        assertThat(render("a\r\nb\rc\n\n")).isEqualTo("a\nb\nc\n");
    }

    @Test
    void stringsDecodeEscapesAndJoinTheirNeighbours() {
        assertThat(render("{{ 'a' \"b\" '\\n\\x41\\u00e9\\d' }}")).isEqualTo("ab\nAé\\d");
    }

    @Test
    void operatorsFollowPython() {
        assertThat(render("{{ 7 // -2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 ** 2 }} {{ 10 ** 20 }} {{ 2 ** -1 }}"))
                .isEqualTo("-4 2 3.5 64 100000000000000000000 0.5");
        assertThat(render(
                        "{{ 1 < 2 < 3 }} {{ 3 > 2 == 2 }} {{ 1 == 1.0 == true }} {{ [1] == (1,) }} {{ 'a' in 'abc' }}"))
                .isEqualTo("True True True False True");
        assertThat(
                        render(
                                "{{ 'ab' * 2 }} {{ [1] + [2] }} {{ 1 ~ none ~ 'x' }} {{ 'a' if false }}|{{ 0 or 'b' and 'c' }}"))
                .isEqualTo("abab [1, 2] 1Nonex |c");
    }

    @Test
    void valuesPrintAsInPython() {
        assertThat(
                        render(
                                "{{ [1.0, 1e16, 1e-5, 0.1, none, true, 'it\\'s', \"a\\n\", (1,)] }} {{ {'a': {}} }} {{ range(3) }}"))
                .isEqualTo("[1.0, 1e+16, 1e-05, 0.1, None, True, \"it's\", 'a\\n', (1,)] {'a': {}} range(0, 3)");
    }

    @Test
    void stringsAreSequencesOfCodePoints() {
        assertThat(render("{{ u | length }} {{ u[2] }} {{ u[::-1] }} {{ u[1:3] }} {{ u[-1] }}"))
                .isEqualTo("4 😀 b😀ña ñ😀 b");
    }

    @Test
    void slicesCountFromBothEnds() {
        assertThat(render("{{ l[1:] }}{{ l[::-1] }}{{ l[-2:] }}{{ l[:10:2] }}{{ l[5:] }}"))
                .isEqualTo("[1, 2][2, 1, 3][1, 2][3, 2][]");
    }

    @Test
    void methodsOfStringsFollowPython() {
        assertThat(
                        render(
                                "{{ ' a  b '.split() }}{{ 'a,b,'.split(',') }}{{ 'aXbXc'.rsplit('X', 1) }}{{ 'xxaxx'.strip('x') }}"))
                .isEqualTo("['a', 'b']['a', 'b', '']['aXb', 'c']a");
        assertThat(
                        render(
                                "{{ s.startswith(('x', 'He')) }}{{ s.find('o', 5) }}{{ s.count('l') }}{{ s.replace('o', '0', 1) }}"))
                .isEqualTo("True73Hell0 World");
        assertThat(
                        render(
                                "{{ \"they're\".title() }}{{ 'ABC'.capitalize() }}{{ 'a\\r\\nb'.splitlines() }}{{ '-'.join(['a', 'b']) }}"))
                .isEqualTo("They'ReAbc['a', 'b']a-b");
    }

    @Test
    void stringsAreFormattedBothWays() {
        assertThat(render("{{ '%s|%r|%5.2f|%-4d|%03d|%x|%%' % (s, 'q', 2.5, 5, 5, 255) }}"))
                .isEqualTo("Hello World|'q'| 2.50|5   |005|ff|%");
        assertThat(render("{{ '{0:>4}|{x!r}|{1:,}'.format('a', 1234567, x='q') }}"))
                .isEqualTo("   a|'q'|1,234,567");
    }

    @Test
    void attributesAreMethodsFirstAndSubscriptsAreItemsFirst() {
        assertThat(render("{{ d['items'] }}{{ d.items() | list }}")).isEqualTo("x[('items', 'x')]");
    }

    @Test
    void filtersWorkOnSequences() {
        assertThat(
                        render(
                                "{{ l | sort }}{{ l | sum }}{{ l | map('string') | join('-') }}{{ l | reverse | list }}{{ l | batch(2) | list }}"))
                .isEqualTo("[1, 2, 3]63-1-2[2, 1, 3][[3, 1], [2]]");
        assertThat(
                        render(
                                "{{ rows | map(attribute='k') | unique | join }}{{ rows | selectattr('k', 'equalto', 'x') | list | length }}"))
                .isEqualTo("xY2");
        assertThat(
                        render(
                                "{{ {'b': 1, 'A': 2} | dictsort }}{{ none | default('q') }}{{ x | default('q') }}{{ '' | default('q', true) }}"))
                .isEqualTo("[('A', 2), ('b', 1)]Noneqq");
    }

    @Test
    void filtersWorkOnTextAndNumbers() {
        assertThat(
                        render(
                                "{{ 'a\\n\\nb' | indent(2) }}|{{ ' a ' | trim }}|{{ 'a-b c' | title }}|{{ '3.7' | int }}|{{ 2.5 | round }}|{{ html | e }}"))
                .isEqualTo("a\n\n  b|a|A-B C|3|2.0|&lt;a&amp;&#34;&#39;&gt;");
    }

    @Test
    void jsonIsWrittenAsPythonWritesIt() {
        assertThat(render("{{ {'é': [1, 2.0, none, true], 'b': {}} | tojson }}"))
                .isEqualTo("{\"é\": [1, 2.0, null, true], \"b\": {}}");
        assertThat(render("{{ {'a': [1]} | tojson(indent=2) }}")).isEqualTo("{\n  \"a\": [\n    1\n  ]\n}");
        assertThat(render("{{ {'b': 1, 'a': 2} | tojson(separators=(',', ':'), sort_keys=true) }}"))
                .isEqualTo("{\"a\":2,\"b\":1}");
    }

    @Test
    void testsTellKindsApart() {
        assertThat(
                        render(
                                "{{ x is defined }}{{ z is none }}{{ s is string }}{{ l is sequence }}{{ d is mapping }}{{ n is odd }}{{ n is in [5] }}{{ s is not iterable }}"))
                .isEqualTo("FalseTrueTrueTrueTrueTrueTrueFalse");
    }

    @Test
    void variablesSetInALoopAreLocalAndThoseSetInAnIfAreNot() {
        assertThat(render("{% set x = 0 %}{% for i in l %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}"))
                .isEqualTo("3120");
        assertThat(render("{% set x = 0 %}{% if true %}{% set x = 1 %}{% endif %}{{ x }}"))
                .isEqualTo("1");
        assertThat(render(
                        "{% set ns = namespace(t=0) %}{% for i in l %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}"))
                .isEqualTo("6");
        assertThat(render("{% generation %}{% set q = 5 %}{{ q }}{% endgeneration %}{{ q }}"))
                .isEqualTo("5");
    }

    @Test
    void loopsKnowWhereTheyAre() {
        assertThat(
                        render(
                                "{% for i in l if i > 1 %}{{ loop.index }}{{ loop.last }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}"))
                .isEqualTo("1False2;2True3;");
        assertThat(
                        render(
                                "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}"))
                .isEqualTo("023");
        assertThat(
                        render(
                                "{% for i in [] %}{% else %}none{% endfor %}{% for x in [1, [2]] recursive %}{{ x if x is number else loop(x) }}{% endfor %}"))
                .isEqualTo("none12");
    }

    @Test
    void macrosHaveDefaultsAndCallers() {
        assertThat(render("{% macro m(a, b=2) %}[{{ a }},{{ b }}]{% endmacro %}{{ m(1) }}{{ m(b=1) }}"))
                .isEqualTo("[1,2][,1]");
        assertThat(render("{% macro m() %}<{{ caller(5) }}>{% endmacro %}{% call(q) m() %}{{ q }}{% endcall %}"))
                .isEqualTo("<5>");
        assertThat(failure("{% macro m() %}{% endmacro %}{{ m(1) }}").detail()).contains("takes not more than 0");
    }

    @Test
    void blocksCaptureAndFilterTheirOutput() {
        assertThat(
                        render(
                                "{% set x | upper %}a{{ n }}{% endset %}{{ x }}{% filter trim | upper %} b {% endfilter %}{% with a=1 %}{{ a }}{% endwith %}"))
                .isEqualTo("A5B1");
    }

    @Test
    void theClockIsTheCallers() {
        Clock clock = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);
        String text = ChatTemplate.parse(
                        "{{ strftime_now('%d %b %Y, %H:%M %-d') }}", new TemplateOptions(clock, TemplateLimits.DEFAULT))
                .render(Map.of());
        assertThat(text).isEqualTo("10 Jul 2025, 12:00 10");
    }

    @Test
    void raisedMessagesAreDistinguishedFromOtherFailures() {
        TemplateException failure = failure("a\n  {{ raise_exception('Roles must alternate') }}");
        assertThat(failure.kind()).isEqualTo(TemplateException.Kind.RAISED);
        assertThat(failure.detail()).isEqualTo("Roles must alternate");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void failuresSayWhatAndWhere() {
        assertThat(failure("a\n {{ 'x' + l }}"))
                .hasMessage("line 2, column 9: can only concatenate str (not \"list\") to str");
        assertThat(failure("{{ x.y }}").kind()).isEqualTo(TemplateException.Kind.UNDEFINED);
        assertThat(failure("{{ l.append(1) }}").kind()).isEqualTo(TemplateException.Kind.SECURITY);
        assertThat(failure("{{ rows | map('string') | tojson }}").detail()).contains("not JSON serializable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 1 }",
                "{% if %}{% endif %}",
                "{% endif %}",
                "{{ (1 }}",
                "{# x",
                "{% raw %}",
                "{{ 'x }}",
                "{% break %}",
                "{{ 1 | nofilter }}",
                "{{ 1 is notest }}",
                "{% for i in l %}"
            })
    void whatIsNoTemplateIsRefusedWhenParsed(String source) {
        TemplateException failure = catchThrowableOfType(TemplateException.class, () -> ChatTemplate.parse(source));
        assertThat(failure.kind()).isEqualTo(TemplateException.Kind.SYNTAX);
        assertThat(failure.line()).isEqualTo(1);
        assertThat(failure.column()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% set ns = namespace(s='aaaa') %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for a in range(999) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{{ 'a' * 10 ** 9 }}",
                "{{ 9 ** (9 ** 9) }}",
                "{{ 'a'.center(10 ** 9) }}",
                "{{ '%1000000000d' % 1 }}",
                "{{ range(10 ** 9) }}"
            })
    void whatWouldNotEndIsEnded(String source) {
        assertThat(failure(source).kind()).isIn(HostileTemplatesTest.BOUNDS);
    }

    @Test
    void deepNestingIsRefusedWhenParsed() {
        String source = "{{ " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + " }}";
        assertThatThrownBy(() -> ChatTemplate.parse(source))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nests deeper");
    }

    @Test
    void filtersThatAreLeftOutSaySo() {
        assertThat(failure("{{ l | random }}").detail()).contains("'random'", "the same each time");
        assertThat(failure("{{ s | striptags }}").kind()).isEqualTo(TemplateException.Kind.SYNTAX);
        assertThat(failure("{{ s | striptags }}").detail())
                .isEqualTo("The filter 'striptags' of Jinja2 is not supported");
    }

    @Test
    void numbersOfAllSizesAreExact() {
        assertThat(render("{{ 0.1 + 0.2 }} {{ 1e-300 }} {{ 5e-324 }} {{ 1.1e308 }} {{ 2.0e-3 }} {{ 123456789.125 }}"))
                .isEqualTo("0.30000000000000004 1e-300 5e-324 1.1e+308 0.002 123456789.125");
        assertThat(render("{{ 2 ** 53 + 1 > 2.0 ** 53 }}{{ 10 ** 30 > 1e29 }}{{ 1 < 1.5 }}{{ -1 > -1.5 }}"))
                .isEqualTo("TrueTrueTrueTrue");
        assertThat(render("{{ 10 ** 30 / 3 }} {{ -7 // 2 }} {{ 7 % -3 }} {{ '{:,}'.format(10 ** 9) }}"))
                .isEqualTo("3.333333333333333e+29 -4 -2 1,000,000,000");
        assertThat(failure("{{ '{:,}'.format('a') }}").detail()).isEqualTo("Cannot specify ',' with 's'.");
    }

    @Test
    void longTextsChangeCaseAsShortOnesDo() {
        assertThat(render("{{ ('ß' * 300) | upper == 'SS' * 300 }}{{ ('\u0130' * 300).lower() == 'i\u0307' * 300 }}"))
                .isEqualTo("TrueTrue");
        assertThat(render("{{ 'ßa ŉb ǆc'.title() }} {{ 'aBß'.swapcase() }} {{ 'abc'[::10 ** 30] }}"))
                .isEqualTo("Ssa ʼNb ǅc AbSS a");
    }

    @Test
    void wordwrapBreaksLinesAsTextwrapDoes() {
        assertThat(render("{{ 'a well-known long-word x' | wordwrap(8) }}")).isEqualTo("a well-\nknown\nlong-\nword x");
        assertThat(render("{{ 'abcdefghij kl\n\nmn' | wordwrap(4, wrapstring='|') }}"))
                .isEqualTo("abcd|efgh|ij|kl||mn");
        assertThat(render("{{ 'abcdefghij kl-mn' | wordwrap(4, false, '|', false) }}"))
                .isEqualTo("abcdefghij|kl-mn");
        assertThat(failure("{{ 'a' | wordwrap(0) }}").detail()).isEqualTo("invalid width 0 (must be > 0)");
    }

    @Test
    void pprintBreaksWhatDoesNotFitALine() {
        assertThat(render("{{ {'b': [1, 2.0, none], 'a': {'z': (1,), 1: 'x'}} | pprint }}"))
                .isEqualTo("{'a': {1: 'x', 'z': (1,)}, 'b': [1, 2.0, None]}");
        assertThat(render("{{ ('word ' * 20) | pprint }}"))
                .isEqualTo("('" + "word ".repeat(15) + "'\n '" + "word ".repeat(5) + "')");
        assertThat(render("{{ {'k': ['x' * 40, 'y' * 40]} | pprint }}"))
                .isEqualTo("{'k': ['" + "x".repeat(40) + "',\n       '" + "y".repeat(40) + "']}");
    }

    @Test
    void urlizeAndXmlattrWriteHtml() {
        assertThat(render(
                        "{{ '(see https://a.example/b?c=1&d). me@a.example, www.a.org' | urlize(12, true, '_top') }}"))
                .isEqualTo("(see <a href=\"https://a.example/b?c=1&amp;d\" rel=\"nofollow noopener\" target=\"_top\">"
                        + "https://a.ex...</a>). <a href=\"mailto:me@a.example\">me@a.example</a>, "
                        + "<a href=\"https://www.a.org\" rel=\"nofollow noopener\" target=\"_top\">www.a.org</a>");
        assertThat(render("{{ 'tel:1 mailto:a@b.de' | urlize(extra_schemes=['tel:'], rel='me') }}"))
                .isEqualTo("<a href=\"tel:1\" rel=\"me noopener\">tel:1</a> <a href=\"mailto:a@b.de\">a@b.de</a>");
        assertThat(
                        render(
                                "{{ {'id': '<x>', 'n': none, 'm': missing, 'c': 5} | xmlattr }}|{{ {'a': 1} | xmlattr(false) }}"))
                .isEqualTo(" id=\"&lt;x&gt;\" c=\"5\"|a=\"1\"");
        assertThat(failure("{{ {'a b': 1} | xmlattr }}").detail())
                .isEqualTo("Invalid character in attribute name: 'a b'");
    }

    @Test
    void filesizeformatHasOneDecimal() {
        assertThat(render("{{ 1 | filesizeformat }}, {{ 999 | filesizeformat }}, {{ 1500 | filesizeformat }}, "
                        + "{{ '1048576' | filesizeformat(true) }}, {{ (10 ** 30) | filesizeformat }}"))
                .isEqualTo("1 Byte, 999 Bytes, 1.5 kB, 1.0 MiB, 1000000.0 YB");
    }

    @Test
    void macrosTellWhatTheyTake() {
        assertThat(render("{% macro m(a, b=1) %}{{ kwargs }}{{ caller() }}{% endmacro %}"
                        + "{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }}"))
                .isEqualTo("m ('a', 'b') True False True");
        assertThat(render("{% macro m() %}{{ caller }}{{ caller.name }}{% endmacro %}{% call m() %}{% endcall %}"))
                .isEqualTo("<Macro anonymous>None");
    }

    @Test
    void filterBlocksMustGiveText() {
        assertThat(render("{% filter upper %}a{% endfilter %}")).isEqualTo("A");
        assertThat(failure("{% filter length %}a{% endfilter %}").detail())
                .isEqualTo("expected str instance, int found");
    }

    @Test
    void theGreekSigmaEndsWordsAsInPython() {
        assertThat(render(
                        "{{ 'ΑΣ ΣΑΣ. Σ'.lower() }} {{ ('ΑΣ ' * 200).lower() == 'ας ' * 200 }} {{ 'ΑΣ'.capitalize() }}"))
                .isEqualTo("ας σας. σ True Ας");
        assertThat(render("{{ 'ΣΣ ΣΑΣ' | title }} {{ 'ΣΣ ΣΑΣ'.title() }} {{ 'ΑΣ'.swapcase() }} {{ 'ΑΣς'.casefold() }}"))
                .isEqualTo("Σσ Σας Σς Σας ας ασσ");
    }

    @Test
    void lettersThatBecomeSeveralFollowPython() {
        assertThat(render("{{ 'ßẞﬃŉ'.casefold() }} {{ 'ıİ'.casefold() }} {{ 'ᾼ'.title() }} {{ 'ǅßa'.swapcase() }}"))
                .isEqualTo("ssssffiʼn ıi̇ ᾼ ǅSSA");
    }

    @Test
    void percentagesAreMultipliedAsFloats() {
        assertThat(render("{{ '{:%} {:.1%} {:.0%}'.format(0.285, 1e308, 0.125) }}"))
                .isEqualTo("28.500000% inf% 12%");
    }

    @Test
    void otherObjectsThanValuesAreRefused() {
        assertThatThrownBy(() -> ChatTemplate.parse("{{ x }}").render(Map.of("x", new Object())))
                .isInstanceOf(TemplateException.class);
    }

    @Test
    void oneTemplateRendersInManyThreads() {
        ChatTemplate template = ChatTemplate.parse(
                "{% set ns = namespace(t=0) %}{% for i in range(n) %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}");
        String[] texts = IntStream.range(0, 500)
                .parallel()
                .mapToObj(n -> template.render(Map.of("n", n)))
                .toArray(String[]::new);
        assertThat(Arrays.asList(texts))
                .isEqualTo(IntStream.range(0, 500)
                        .mapToObj(n -> String.valueOf(n * (n - 1) / 2))
                        .toList());
    }
}
