package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.method.Member;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;

/** Filters on values of any kind, and those with separate classes. */
final class Filters {
    private Filters() {}

    static void register(FilterTable filters) {
        filters.add("pprint", "", PrettyPrint::format);
        filters.add("wordwrap", "width? break_long_words? wrapstring? break_on_hyphens?", WordWrap::wrap);
        filters.add("xmlattr", "autospace?", Html::attributes);
        filters.add("urlize", "trim_url_limit? nofollow? target? rel? extra_schemes?", Html::links);
        filters.add("filesizeformat", "binary?", NumberFilters::fileSize);
        filters.add("tojson", "ensure_ascii? indent? separators? sort_keys?", Json::dump);
        filters.add("default", "default_value? boolean?", Filters::otherwise);
        filters.alias("d", "default");
        filters.add("length", "", (context, in, a) -> {
            if (Types.isString(in)) {
                context.scan(Types.text(in).length());
            }
            return Types.length(in);
        });
        filters.alias("count", "length");
        filters.add("attr", "name", (context, in, a) -> {
            String name = Types.requireText(a.get(0));
            context.read(4L * name.length());
            Object found = Member.of(name).attribute(context, in);
            return found == Missing.VALUE ? Undefined.of(in, a.get(0)) : found;
        });
        filters.add("abs", "", (context, in, a) -> {
            Number number = NumberFilters.number(in);
            return Numbers.compare(number, 0L) < 0
                    ? Operators.sign(true, number)
                    : number instanceof Double d ? (Object) Math.abs(d) : number;
        });
        filters.add("round", "precision? method?", NumberFilters::round);
        filters.add("int", "default? base?", NumberFilters::toInt);
        filters.add("float", "default?", NumberFilters::toFloat);
    }

    private static Object otherwise(Context context, Object in, Args args) {
        boolean absent = in instanceof Undefined || (Types.truth(args.get(1, false)) && !Types.truth(in));
        return absent ? args.get(0, "") : in;
    }
}
