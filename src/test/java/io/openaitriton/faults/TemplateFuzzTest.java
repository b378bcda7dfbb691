package io.openaitriton.faults;

import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.error.TemplateException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any template with any messages renders, or fails with a TemplateException. */
class TemplateFuzzTest {
    private static final String[] PIECES = {
        "{{ ",
        " }}",
        "{% ",
        " %}",
        "{%- ",
        " -%}",
        "{# ",
        " #}",
        "for m in messages",
        "for i in range(9)",
        "endfor",
        "if ",
        "endif",
        "else",
        "elif x",
        "set x = ",
        "set ns = namespace(a=1)",
        "ns.a",
        "macro f(a, b=2)",
        "endmacro",
        "f(1)",
        "m.content",
        "m['role']",
        "messages",
        "messages[0]",
        "messages[-1:]",
        "[::-1]",
        "loop.index0",
        "loop.last",
        " | ",
        "trim",
        "tojson",
        "upper",
        "length",
        "join(',')",
        "map(attribute='role')",
        "selectattr('role', 'equalto', 'user')",
        "default('x')",
        "replace('a', 'b')",
        "int",
        "float",
        "list",
        "items()",
        "split('a')",
        "strip()",
        " is defined",
        " is string",
        " not ",
        " and ",
        " or ",
        " in ",
        " ~ ",
        " + ",
        " - ",
        " * ",
        " ** ",
        " / ",
        " // ",
        " % ",
        " == ",
        " < ",
        "1",
        "0",
        "-1",
        "9999999999",
        "1.5",
        "'a'",
        "\"b\"",
        "'\\n'",
        "true",
        "none",
        "[1, 2]",
        "{'a': 1}",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        ":",
        "|",
        "raise_exception('x')",
        "strftime_now('%Y')",
        "continue",
        "break",
        "generation",
        "endgeneration",
        "text",
        "\n",
        " ",
        "\u0000",
        "é",
        "\ud83d"
    };

    @Property
    void anyPieces(@ForAll("pieces") List<String> pieces, @ForAll List<String> texts) {
        render(String.join("", pieces), texts);
    }

    @Property
    void anyExpression(@ForAll("pieces") List<String> pieces, @ForAll List<String> texts) {
        render("{{ " + String.join("", pieces) + " }}", texts);
    }

    @Property
    void anyText(@ForAll String template) {
        render(template, List.of("hi"));
    }

    @Property(tries = 200)
    void anyNesting(@ForAll("openings") String opening, @ForAll("depths") int depth) {
        render("{{ " + opening.repeat(depth), List.of("hi"));
        render(opening.repeat(depth), List.of("hi"));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(30);
    }

    @Provide
    Arbitrary<String> openings() {
        return Arrays.stream(
                        new String[] {"(", "[", "{'a':", "not ", "-", "a.", "a[", "{% if a %}", "{% for a in b %}", "a|"
                        })
                .map(Arbitraries::just)
                .reduce((a, b) -> Arbitraries.oneOf(a, b))
                .orElseThrow();
    }

    @Provide
    Arbitrary<Integer> depths() {
        return Arbitraries.integers().between(0, 20_000);
    }

    private static void render(String template, List<String> texts) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(
                "messages",
                texts.stream()
                        .map(text -> Map.of("role", "user", "content", text))
                        .toList());
        variables.put("text", texts.toString());
        try {
            ChatTemplate.parse(template).render(variables);
        } catch (TemplateException e) {
            // the one way to fail
        }
    }
}
