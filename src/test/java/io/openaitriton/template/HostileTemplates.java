package io.openaitriton.template;

import com.sun.management.ThreadMXBean;
import io.openaitriton.template.error.TemplateException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Templates that try to use up time or memory, by what they do. {@link #main} tells how long each takes. */
final class HostileTemplates {
    /** What stands for {@code @} in a source: for ever, as far as a template can. */
    private static final String FOREVER = "{% for a in range(99999) %}{% for b in range(99999) %}";

    private static final String END = "{% endfor %}{% endfor %}";
    /** A text of a quarter of a million characters in {@code s}, made by doubling. */
    private static final String LARGE = "{% set ns = namespace(s='@') %}{% for i in range(18) %}"
            + "{% set ns.s = ns.s ~ ns.s %}{% endfor %}{% set s = ns.s %}";

    private static final Map<String, String> CASES = new LinkedHashMap<>();

    static {
        loops();
        doubling();
        nesting();
        sizes();
        longSources();
        sharing();
        onLargeTexts();
        onSmallValues();
    }

    private HostileTemplates() {}

    /** A fraction of the default time: hundreds of templates use all of it. */
    static final TemplateOptions QUICK = new TemplateOptions(Clock.systemUTC(), TemplateLimits.DEFAULT.withTimeout(5));

    /** Prints the slowest and those that allocate most, as Markdown. Each runs so many times; the last one counts. */
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        List<Measured> all = new ArrayList<>();
        CASES.forEach((name, source) -> {
            Measured last = null;
            for (int i = 0; i < rounds; i++) {
                last = measure(name, source);
            }
            all.add(last);
        });
        System.out.println(all.size() + " hostile templates, run " + rounds + " times each, the last run counts; "
                + QUICK.limits().timeout() + " ms and " + (QUICK.limits().memory() >> 20) + " MiB are allowed\n");
        System.out.println("| Slowest | ms | MB allocated | ends with |\n|---|---:|---:|---|");
        all.sort(java.util.Comparator.comparingDouble(Measured::milliseconds).reversed());
        all.stream().limit(10).forEach(System.out::println);
        System.out.println("\n| Allocates most | ms | MB allocated | ends with |\n|---|---:|---:|---|");
        all.sort(java.util.Comparator.comparingDouble(Measured::megabytes).reversed());
        all.stream().limit(10).forEach(System.out::println);
    }

    private record Measured(String name, double milliseconds, double megabytes, String end) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f | %.1f | %s |",
                    name.replace("|", "\\|").replace("\n", "\\n"),
                    milliseconds,
                    megabytes,
                    end);
        }
    }

    private static Measured measure(String name, String source) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        String end = "its end";
        try {
            ChatTemplate.parse(source, QUICK).render(Map.of());
        } catch (TemplateException e) {
            end = e.kind().toString();
        }
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return new Measured(name, milliseconds, (threads.getCurrentThreadAllocatedBytes() - allocated) / 1e6, end);
    }

    /** Sources by name. */
    static Map<String, String> cases() {
        return CASES;
    }

    private static void add(String name, String source) {
        CASES.put(name, source);
    }

    private static void loops() {
        add("nested loops", FOREVER + END);
        add("loops with output", FOREVER + "x" + END);
        add("loops that are filtered", "{% for a in range(99999) if a < 0 %}{% endfor %}".repeat(20));
        add("loops that continue", FOREVER + "{% continue %}" + END);
        add(
                "generators of generators",
                "{% for a in range(9999) %}{{ range(99999) | map('string') | list }}{% endfor %}");
        add("a recursive loop", "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}");
        add(
                "a recursive loop that branches",
                "{% for x in [1, 2] recursive %}{{ loop([1, 2]) if loop.depth < 90 }}{% endfor %}");
        add("sums", "{% for a in range(999) %}{{ range(99999) | sum }}{% endfor %}");
        add("searches in a range", FOREVER + "{{ 'x' in range(99999) }}" + END);
        add("counts in a list", "{% set l = range(9999) | list %}" + FOREVER + "{{ l.count('x') }}" + END);
        add(
                "large lists that are compared",
                "{% set l = range(9999) | list %}{% set m = range(9999) | list %}" + FOREVER + "{{ l == m }}" + END);
    }

    private static void doubling() {
        String loop = "{% for a in range(99) %}{% set ns.s = %s %}{% endfor %}";
        for (String way : new String[] {
            "ns.s ~ ns.s",
            "ns.s + ns.s",
            "ns.s * 2",
            "ns.s.replace('', 'ab')",
            "ns.s | replace('', 'ab')",
            "ns.s | replace('a', 'aa')",
            "[ns.s, ns.s] | join",
            "ns.s.join([ns.s, ns.s])",
            "'%s%s' | format(ns.s, ns.s)",
            "'%s%s' % (ns.s, ns.s)",
            "'{0}{0}'.format(ns.s)",
            "'{x}{x}'.format_map({'x': ns.s})",
            "ns.s | indent(ns.s | length, true)",
            "ns.s.center(2 * ns.s | length)",
            "ns.s.ljust(2 * ns.s | length)",
            "ns.s.rjust(2 * ns.s | length)",
            "ns.s.zfill(2 * ns.s | length)",
            "('\\t' ~ ns.s).expandtabs(ns.s | length)",
            "(ns.s ~ '%%') | urlencode ~ ns.s",
            "('<' ~ ns.s) | escape ~ ns.s",
            "[ns.s, ns.s] | tojson",
            "[ns.s, ns.s] | string",
            "(ns.s ~ '\\x01') | tojson ~ ns.s",
        }) {
            add("doubling with " + way, "{% set ns = namespace(s='aaaa') %}" + loop.replace("%s %}", way + " %}"));
        }
        add(
                "doubling a list",
                "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}" + "{% set ns.s = ns.s + ns.s %}{% endfor %}");
        add(
                "doubling a tuple",
                "{% set ns = namespace(s=(1,)) %}{% for a in range(99) %}" + "{% set ns.s = ns.s * 2 %}{% endfor %}");
        add("doubling with a block", "{% set x = 'a' %}" + "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(60));
        add(
                "doubling with a macro",
                "{% macro m(s, n) %}{{ m(s ~ s, n - 1) if n }}{{ s }}{% endmacro %}{{ m('aa', 60) }}");
        add(
                "doubling an integer",
                "{% set ns = namespace(s=3) %}{% for a in range(99) %}" + "{% set ns.s = ns.s * ns.s %}{% endfor %}");
        add(
                "a list that grows",
                "{% set ns = namespace(s=[]) %}{% for a in range(99999) %}"
                        + "{% set ns.s = ns.s + [a] %}{% endfor %}");
        add(
                "a text that grows",
                "{% set ns = namespace(s='') %}{% for a in range(99999) %}"
                        + "{% set ns.s = ns.s ~ 'some more' %}{% endfor %}");
        add(
                "a dictionary that grows",
                "{% set ns = namespace(s={}) %}{% for a in range(99999) %}"
                        + "{% set ns.s = dict(ns.s, **{a | string: a}) %}{% endfor %}");
        add(
                "a dictionary of numbers",
                "{% for a in range(99) %}{{ dict(range(9998) | batch(2)) }}{% endfor %}"
                        .replace(" | batch(2)", " | batch(2)"));
        add(
                "texts that are kept",
                "{% set ns = namespace(s=[]) %}{% for a in range(99999) %}"
                        + "{% set ns.s = [ns.s, 'x' * 100000] %}{% endfor %}");
    }

    private static void nesting() {
        int deep = 10_000;
        add("nested parentheses", "{{ " + "(".repeat(deep) + "1" + ")".repeat(deep) + " }}");
        add("nested lists", "{{ " + "[".repeat(deep) + "1" + "]".repeat(deep) + " }}");
        add("nested dictionaries", "{{ " + "{1:".repeat(deep) + "1" + "}".repeat(deep) + " }}");
        add("nested ifs", "{% if true %}".repeat(deep) + "x" + "{% endif %}".repeat(deep));
        add("nested loops in the source", "{% for a in [1] %}".repeat(deep) + "x" + "{% endfor %}".repeat(deep));
        add("nested macros", "{% macro m() %}".repeat(deep) + "x" + "{% endmacro %}".repeat(deep));
        add("nested calls", "{{ " + "f(".repeat(deep) + "1" + ")".repeat(deep) + " }}");
        add("nested subscripts", "{{ " + "a[".repeat(deep) + "1" + "]".repeat(deep) + " }}");
        add("chained subscripts", "{{ a" + "[0]".repeat(deep) + " }}");
        add("chained attributes", "{{ a" + ".b".repeat(deep) + " }}");
        add("chained filters", "{{ 'a'" + " | upper".repeat(deep) + " }}");
        add("chained differences", "{{ 1" + " - 1".repeat(deep) + " }}");
        add("chained conditions", "{{ " + "1 if 0 else ".repeat(deep) + "1 }}");
        add("signs", "{{ " + "-".repeat(deep) + "1 }}");
        add("nots", "{{ " + "not ".repeat(deep) + "1 }}");
        add("a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
        add(
                "a macro that calls itself from deep within",
                "{% macro m() %}" + "{% if true %}".repeat(150) + "{{ m() }}" + "{% endif %}".repeat(150)
                        + "{% endmacro %}{{ m() }}");
        add(
                "a macro that branches",
                "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(100) }}");
        add("callers of callers", "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}");
        add(
                "generators within generators",
                "{% set ns = namespace(s=[1]) %}{% for a in range(20000) %}"
                        + "{% set ns.s = ns.s | map('string') %}{% endfor %}{{ ns.s | list }}");
        add(
                "lists within lists",
                "{% set ns = namespace(s=[1]) %}{% for a in range(9999) %}"
                        + "{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}");
        add(
                "lists within lists that are compared",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for a in range(9999) %}"
                        + "{% set ns.s = [ns.s] %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.s == ns.t }}");
        add("a namespace within itself", "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}");
    }

    private static void sizes() {
        for (String expression : new String[] {
            "'a' * 10 ** 9",
            "'a' * 10 ** 30",
            "[1] * 10 ** 9",
            "(1, 2) * 10 ** 18",
            "9 ** (9 ** 9)",
            "(-3) ** (10 ** 12)",
            "range(10 ** 9)",
            "range(10 ** 30)",
            "'a'.center(10 ** 9)",
            "'a'.ljust(10 ** 12)",
            "'a'.rjust(2 ** 31)",
            "'a'.zfill(2 ** 63)",
            "'\\t'.expandtabs(10 ** 9)",
            "'a' | indent(10 ** 9, true)",
            "'a' | center(10 ** 9)",
            "'%1000000000d' % 1",
            "'%.1000000000d' % 1",
            "'%.1000000000f' % 1",
            "'%*d' % (10 ** 9, 1)",
            "'%999999999s' | format('a')",
            "'{:1000000000}'.format('a')",
            "'{:.1000000000f}'.format(0.1)",
            "'{:{}}'.format('a', 10 ** 9)",
            "[1] | batch(10 ** 12, 0) | list",
            "[1] | slice(10 ** 12) | list",
            "[1] | slice(2 ** 62) | list",
            "[1] | tojson(indent=10 ** 9)",
            "1 | round(10 ** 9, 'ceil')",
        }) {
            add(expression, "{{ " + expression + " }}");
        }
    }

    private static void longSources() {
        add("a source of two million characters", "x".repeat(2_000_000));
        add("a source of a million tags", "{{1}}".repeat(1_000_000));
        add("many names in many branches", names(12_000) + "{% if a %}{% endif %}".repeat(9_000));
        add("many names in nested loops", "{% for a in b %}".repeat(100) + names(20_000) + "{% endfor %}".repeat(100));
        add("many named arguments", "{{ f(" + numbered("a@=1,", 20_000) + ") }}");
        add("many parameters", "{% macro m(" + numbered("a@,", 20_000) + ") %}{% endmacro %}");
        for (String operator : new String[] {"+", "~", "and", "or", "<", "==", "in", ","}) {
            String chain = operator.equals("<") ? numbered("@ < ", 9_000) + "10000" : repeated(operator);
            add("a long chain of " + operator, FOREVER + "{% set x = " + chain + " %}" + END);
        }
        add("a long chain of elif", FOREVER + "{% if 0 %}" + "{% elif 0 %}".repeat(9_000) + "{% endif %}" + END);
        add(
                "many arguments",
                "{% macro m() %}{{ varargs | length }}{% endmacro %}" + FOREVER + "{{ m(" + "1,".repeat(20_000) + ") }}"
                        + END);
        add("a large dictionary", FOREVER + "{% set x = {" + numbered("'a@': 1,", 9_000) + "} %}" + END);
        add(
                "many names to unpack",
                "{% set l = range(9001) | list %}" + FOREVER + "{% set " + numbered("a@, ", 9_000) + "b" + " = l %}"
                        + END);
        add(
                "many variables in a macro",
                "{% macro m() %}" + numbered("{% set a@ = 1 %}", 5_000) + "{% endmacro %}"
                        + "{% macro n() %}{% if false %}" + numbered("{% set a@ = 1 %}", 5_000)
                        + "{% endif %}{% endmacro %}" + FOREVER
                        + "{% set x = n() %}" + END);
        add(
                "many variables in a loop",
                FOREVER + "{% if false %}" + numbered("{% set a@ = 1 %}", 9_000) + "{% endif %}" + END);
    }

    private static String repeated(String operator) {
        String operand = operator.equals("or") ? "0" : operator.equals("in") ? "''" : "1";
        return (operand + " " + operator + " ").repeat(9_000) + operand;
    }

    private static String names(int count) {
        return numbered("{{a@}}", count);
    }

    private static String numbered(String piece, int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(piece.replace("@", Integer.toString(i)));
        }
        return all.toString();
    }

    /** Values that are small in memory and endless when they are walked through. */
    private static void sharing() {
        String shared =
                "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}";
        add("shared lists that are printed", shared + "{{ ns.s }}");
        add("shared lists as JSON", shared + "{{ ns.s | tojson }}");
        add("shared lists as indented JSON", shared + "{{ ns.s | tojson(indent=4) }}");
        add(
                "shared lists that are compared",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for a in range(99) %}"
                        + "{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}");
        add(
                "shared lists that are ordered",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for a in range(99) %}"
                        + "{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s < ns.t }}");
        add(
                "shared dictionaries",
                "{% set ns = namespace(s={}) %}{% for a in range(99) %}"
                        + "{% set ns.s = {'a': ns.s, 'b': ns.s} %}{% endfor %}{{ ns.s | tojson(sort_keys=true) }}");
        add(
                "shared tuples as keys",
                "{% set ns = namespace(s=(1,)) %}{% for a in range(99) %}"
                        + "{% set ns.s = (ns.s, ns.s) %}{% endfor %}{% set d = {ns.s: 1} %}{{ (1, ns.s) in d }}{{ d }}");
    }

    private static void onLargeTexts() {
        String[] letters = {"a", " ", "😀", "ß", "Σ", "ŉ"};
        for (String expression : new String[] {
            "s.strip()",
            "s.lstrip()",
            "s.strip(s)",
            "s.rstrip(s)",
            "s.split()",
            "s.split('a')",
            "s.split(s[:1])",
            "s.rsplit(s[:1])",
            "s.splitlines()",
            "s.partition('b' * 500)",
            "s.title()",
            "s.capitalize()",
            "s.swapcase()",
            "s.upper()",
            "s.lower()",
            "s.casefold()",
            "s.istitle()",
            "s.isupper()",
            "s.isalnum()",
            "s.isspace()",
            "s.isascii()",
            "s.startswith((s, s, s))",
            "s.startswith('b', 5)",
            "s.endswith(s ~ 'b')",
            "s.find('b')",
            "s.rfind('b')",
            "s.find(s[:2000] ~ 'b')",
            "s.rfind('b' ~ s[:2000])",
            "s.count(s[:1])",
            "s.count(s[:2000] ~ 'b')",
            "s.replace(s[:1], 'b', 1)",
            "s.replace(s[:2], '')",
            "s.replace(s[:2000] ~ 'b', '')",
            "s.removeprefix(s[:1])",
            "s.expandtabs()",
            "s.encode",
            "s[::-1]",
            "s[::2]",
            "s[1:]",
            "s[-1]",
            "s | length",
            "s | first ~ s | last",
            "s | title",
            "s | wordcount",
            "s | trim",
            "s | sort",
            "s | unique | list",
            "s | list",
            "s | reverse",
            "s | batch(3) | list",
            "s | int",
            "s | float",
            "s | string | safe",
            "s | escape",
            "s | urlencode",
            "s | indent",
            "s | truncate(9)",
            "s | wordwrap(1)",
            "s | wordwrap(79, false)",
            "(s | replace(s[:1], 'a-'))| wordwrap(2)",
            "s | pprint",
            "[s, {s[:99]: s}] | pprint",
            "s | urlize",
            "(s | replace(s[:1], 'a.')) | urlize",
            "('www.' ~ s) | urlize",
            "('a@' ~ s) | urlize",
            "('(' * 9999 ~ ')' * 9999) | urlize",
            "{'a': s} | xmlattr",
            "s | filesizeformat",
            "s | replace(s[:1], 'b', 1)",
            "s | tojson",
            "[s] | string",
            "[s, s ~ 'b'] | sort",
            "[s, s ~ 'b'] | max",
            "[s, s ~ 'b'] | unique | list",
            "[s] | map(attribute=s) | list",
            "[{}] | sort(attribute=s)",
            "[{}] | groupby(s)",
            "s | attr(s)",
            "{s ~ 'b': 1}[s ~ 'b']",
            "s ~ 'b' == s ~ 'c'",
            "s ~ 'b' < s ~ 'c'",
            "'b' in s",
            "(s[:2000] ~ 'b') in s",
            "s is in s",
            "s is upper",
            "s is lower",
            "s % ()",
            "s.format()",
            "s | format()",
            "strftime_now(s)",
            "s is sameas s",
            "s and 1",
            "s * 1",
            "s ~ ''",
        }) {
            for (String letter : letters) {
                add(expression + " of many " + letter, ending(letter, expression));
            }
        }
        add("formatting many values", LARGE.replace("@", "{0}") + FOREVER + "{{ s.format('a') }}" + END);
        add("formatting many signs", LARGE.replace("@", "%(a)s") + FOREVER + "{{ s % {'a': 1} }}" + END);
        add("dates of many fields", LARGE.replace("@", "%c") + "{{ strftime_now(s) }}");
    }

    private static String ending(String letter, String expression) {
        return LARGE.replace("@", letter) + FOREVER + "{% set x = " + expression + " %}" + END;
    }

    private static void onSmallValues() {
        for (String expression : new String[] {
            "7 / 3",
            "(10 ** 30) / 3",
            "2 ** 15000 * 2 ** 15000",
            "2 ** 30000 // 7 ** 3",
            "3 ** 9000 % 7 ** 5000",
            "10 ** 4000 ~ ''",
            "'%d' % 10 ** 4000",
            "'{:,}'.format(10 ** 4000)",
            "('9' * 4000) | int",
            "1e-300 ~ ''",
            "1.1e308 ~ ''",
            "5e-324 ~ ''",
            "[1e-300, 0.1234567890123456] | string",
            "'%.1000f' % 1e-300",
            "'%.1000e' % 1e300",
            "'%.1000g' % 1e-300",
            "'%.1074g' % 5e-324",
            "'{:%}'.format(1e-300)",
            "'{:.1000%}'.format(1e-300)",
            "1e-300 < 10 ** 30",
            "[1e-300, 1, 2.5, 3] | sort",
            "0.1 | round(300)",
            "1e300 | filesizeformat",
            "'http://a.b c@d.e tel:5' | urlize(5, true, 'x', 'y', ['tel:'])",
            "[{'b': 'x' * 90, 'a': [1, (2,)]}] | pprint",
            "'a-b c' | wordwrap(2)",
            "{'a': 1, 'b': 2} | xmlattr",
            "strftime_now('%c %c %c %c')",
            "'a' | center(5000) | length",
            "namespace(a=1).a",
            "dict(a=1, b=2)",
            "cycler(1, 2).next()",
            "joiner(',')()",
            "range(5) | map('string') | join('-') | upper",
            "'abc' | list | sort | unique | list",
            "'a b c'.split() | batch(2) | list",
            "[3, 1, 2] | sort(reverse=true) | first",
            "{'b': 1, 'a': 2} | dictsort | list",
            "{'b': 1, 'a': 2} | tojson(indent=2)",
            "'%s-%5d-%r' % ('a', 5, 'b')",
            "'{}-{!r:>5}'.format('a', 'b')",
            "[[1, [2, 3]], {'a': none}] | string",
            "missing is defined and missing",
            "(1, 2) < (1, 3)",
            "'a' is string",
            "not not not 1",
            "- - - 1",
            "1 if 0 else 2",
        }) {
            add("for ever " + expression, FOREVER + "{% set x = " + expression + " %}" + END);
        }
    }
}
