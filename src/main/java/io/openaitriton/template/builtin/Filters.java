package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Filter;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.method.Member;
import io.openaitriton.template.method.StringMethods;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.HashMap;
import java.util.Map;

/** The filters that Jinja2 comes with, and transformers' {@code tojson}. */
public final class Filters {
    public static final Map<String, Filter> BY_NAME = new HashMap<>();

    static {
        TextFilters.register();
        SequenceFilters.register();
        Selection.register();
        add("pprint", "", PrettyPrint::format);
        add("wordwrap", "width? break_long_words? wrapstring? break_on_hyphens?", WordWrap::wrap);
        add("xmlattr", "autospace?", Html::attributes);
        add("urlize", "trim_url_limit? nofollow? target? rel? extra_schemes?", Html::links);
        add("filesizeformat", "binary?", NumberFilters::fileSize);
        add("tojson", "ensure_ascii? indent? separators? sort_keys?", Json::dump);
        add("default", "default_value? boolean?", Filters::otherwise);
        alias("d", "default");
        add("length", "", (run, in, a) -> {
            if (Types.isString(in)) {
                run.scan(Types.text(in).length());
            }
            return Types.length(in);
        });
        alias("count", "length");
        add("attr", "name", (run, in, a) -> {
            String name = StringMethods.text(a.get(0));
            run.read(4L * name.length());
            Object found = Member.of(name).attribute(run, in);
            return found == Scope.MISSING ? Undefined.of(in, a.get(0)) : found;
        });
        add("abs", "", (run, in, a) -> {
            Number number = NumberFilters.number(in);
            return Numbers.compare(number, 0L) < 0
                    ? Operators.sign(true, number)
                    : number instanceof Double d ? (Object) Math.abs(d) : number;
        });
        add("round", "precision? method?", NumberFilters::round);
        add("int", "default? base?", NumberFilters::toInt);
        add("float", "default?", NumberFilters::toFloat);
    }

    private Filters() {}

    /** Why there is no filter of this name. */
    public static String missing(String name) {
        if (name.equals("random")) {
            return "The filter 'random' is not supported: a prompt must be the same each time";
        }
        return name.equals("striptags")
                ? "The filter '" + name + "' of Jinja2 is not supported"
                : "No filter named '" + name + "'";
    }

    static void add(String name, String parameters, Filter.Body body) {
        BY_NAME.put(name, new Filter(parameters == null ? null : new Signature(name, parameters), body));
    }

    static void alias(String name, String of) {
        BY_NAME.put(name, BY_NAME.get(of));
    }

    private static Object otherwise(Run run, Object in, Args args) {
        boolean absent = in instanceof Undefined || (Types.truth(args.get(1, false)) && !Types.truth(in));
        return absent ? args.get(0, "") : in;
    }
}
