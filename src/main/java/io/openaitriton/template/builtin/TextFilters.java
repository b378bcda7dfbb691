package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Filter;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.HtmlEscape;
import io.openaitriton.template.format.PercentFormat;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.method.AttributeGetter;
import io.openaitriton.template.method.Splitting;
import io.openaitriton.template.method.StringMethods;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.DictView;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters on text. What is not text is made text first, where Jinja2 does so. */
final class TextFilters {
    private TextFilters() {}

    static void register(FilterTable filters) {
        filters.add("string", "", (context, in, a) -> in instanceof Markup ? in : Representation.str(context, in));
        filters.add("safe", "", (context, in, a) -> new Markup(Representation.str(context, in)));
        filters.add("escape", "", (context, in, a) -> HtmlEscape.escape(context, in));
        filters.alias("e", "escape");
        filters.add("forceescape", "", (context, in, a) -> HtmlEscape.escape(context, Representation.str(context, in)));
        filters.add("upper", "", soft("upper"));
        filters.add("lower", "", soft("lower"));
        filters.add("capitalize", "", soft("capitalize"));
        filters.add("trim", "chars?", soft("strip"));
        Filter.Body center = soft("center");
        filters.add("center", "width?", (context, in, a) -> center.apply(context, in, a.has(0) ? a : Args.of(80L)));
        filters.add("title", "", (context, in, a) -> title(context, read(context, in)));
        filters.add("replace", "old new count?", TextFilters::replace);
        filters.add("join", "d? attribute?", TextFilters::join);
        filters.add("indent", "width? first? blank?", TextFilters::indent);
        filters.add("truncate", "length? killwords? end? leeway?", TextFilters::truncate);
        filters.add("wordcount", "", (context, in, a) -> words(read(context, in)));
        filters.add("format", null, TextFilters::format);
        filters.add("urlencode", "", TextFilters::urlencode);
    }

    /** The text, after counting the work for each of its characters. */
    static String read(Context context, Object in) {
        String text = Representation.str(context, in);
        context.read(text.length());
        return text;
    }

    /** A method of strings as a filter, for which other values become strings. */
    private static Filter.Body soft(String name) {
        Method method = StringMethods.BY_NAME.get(name);
        Method ofMarkup = method.ofMarkup();
        return (context, in, args) -> in instanceof Markup
                ? ofMarkup.call(context, in, args)
                : method.call(context, Representation.str(context, in), args);
    }

    /** Unlike {@code str.title} only white space, hyphens and opening brackets begin a word. */
    private static String title(Context context, String text) {
        context.grow(text.length());
        StringBuilder out = new StringBuilder(text.length());
        boolean within = false;
        int rest = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean separator = Whitespace.is(c) || "-({[<".indexOf(c) >= 0;
            if (within) {
                LetterCase.appendLower(out, text, rest, i, c);
            } else {
                LetterCase.appendUpper(out, c);
            }
            i += Character.charCount(c);
            rest = within ? rest : i;
            within = !separator;
        }
        return out.toString();
    }

    private static Object replace(Context context, Object in, Args args) {
        Object count = args.get(2, null);
        return StringMethods.replace(
                context,
                Representation.str(context, in),
                Representation.str(context, args.get(0)),
                Representation.str(context, args.get(1)),
                count == null ? -1 : Integers.of(count));
    }

    private static Object join(Context context, Object in, Args args) {
        String separator = Representation.str(context, args.get(0, ""));
        Object attribute = args.get(1, null);
        AttributeGetter getter = attribute == null ? null : new AttributeGetter(context, attribute);
        StringBuilder out = new StringBuilder();
        Iterator<?> items = Iteration.of(context, in);
        for (boolean first = true; items.hasNext(); first = false) {
            Object item = items.next();
            String text = Representation.str(context, getter == null ? item : getter.of(context, item));
            context.step();
            context.grow((long) separator.length() + text.length());
            if (!first) {
                out.append(separator);
            }
            out.append(text);
        }
        return out.toString();
    }

    private static Object indent(Context context, Object in, Args args) {
        String text = Types.text(in);
        if (text == null) {
            throw in instanceof Undefined undefined
                    ? undefined.used()
                    : TemplateException.value("indent needs a string, not " + Types.name(in));
        }
        Object width = args.get(0, 4L);
        String by = Types.isString(width)
                ? Types.text(width)
                : (String) Operators.apply(context, "*", " ", Integers.of(width));
        boolean blank = Types.truth(args.get(2, false));
        context.grow(text.length());
        List<Object> lines = Splitting.lines(context, text + "\n", false);
        context.grow(text.length() + (long) by.length() * lines.size());
        StringBuilder out = new StringBuilder(text.length() + by.length() * lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            boolean indented = i == 0 ? Types.truth(args.get(1, false)) : blank || !line.isEmpty();
            out.append(i == 0 ? "" : "\n").append(indented ? by : "").append(line);
        }
        return in instanceof Markup ? new Markup(out.toString()) : out.toString();
    }

    private static Object truncate(Context context, Object in, Args args) {
        long length = Integers.of(args.get(0, 255L));
        String end = Types.requireText(args.get(2, "..."));
        Object given = args.get(3, null);
        long leeway = given == null ? 5 : Integers.of(given);
        long ending = CodePoints.length(end);
        if (length < ending || leeway < 0) {
            throw TemplateException.value("expected length >= " + ending + " and leeway >= 0");
        }
        if (Types.length(in) <= length + leeway) {
            return in;
        }
        String text = Types.requireText(in);
        context.scan(text.length());
        String cut = CodePoints.range(text, 0, length - ending);
        int space = Types.truth(args.get(1, false)) ? -1 : cut.lastIndexOf(' ');
        context.grow(cut.length() + end.length());
        return (space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static Object words(String text) {
        long count = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean word = c == '_' || Character.isLetterOrDigit(c);
            count += word && !within ? 1 : 0;
            within = word;
            i += Character.charCount(c);
        }
        return count;
    }

    private static Object format(Context context, Object in, Args args) {
        if (args.positional() > 0 && args.names().length > 0) {
            throw TemplateException.value("can't handle positional and keyword arguments at the same time");
        }
        Object values = new Tuple(args.values());
        if (args.names().length > 0) {
            Map<Object, Object> named = Dicts.create();
            for (int i = 0; i < args.names().length; i++) {
                named.put(args.names()[i], args.values()[i]);
            }
            values = named;
        }
        return new PercentFormat(context, Representation.str(context, in), values).format();
    }

    private static Object urlencode(Context context, Object in, Args args) {
        if (Types.isString(in) || !Iteration.isIterable(in)) {
            return quote(context, in, "/");
        }
        List<String> pairs = new ArrayList<>();
        Iterator<?> items = in instanceof Map<?, ?> map ? DictView.items(map) : Iteration.of(context, in);
        while (items.hasNext()) {
            context.step();
            List<Object> pair = Iteration.toList(context, items.next());
            if (pair.size() != 2) {
                throw TemplateException.value("urlencode needs pairs");
            }
            pairs.add(quote(context, pair.get(0), "").replace("%20", "+") + "="
                    + quote(context, pair.get(1), "").replace("%20", "+"));
        }
        return String.join("&", pairs);
    }

    private static String quote(Context context, Object value, String safe) {
        byte[] bytes = read(context, value).getBytes(StandardCharsets.UTF_8);
        context.read(4L * bytes.length);
        context.grow(3L * bytes.length);
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || safe.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
