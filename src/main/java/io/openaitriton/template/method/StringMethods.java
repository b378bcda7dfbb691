package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Search;
import io.openaitriton.template.value.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of strings, but for {@code format} and {@code format_map}. */
public final class StringMethods {
    public static final Map<String, Method> BY_NAME = new HashMap<>();

    static {
        register("strip", "/chars?", (context, s, a) -> strip(context, s, a.get(0, null), true, true));
        register("lstrip", "/chars?", (context, s, a) -> strip(context, s, a.get(0, null), true, false));
        register("rstrip", "/chars?", (context, s, a) -> strip(context, s, a.get(0, null), false, true));
        register("startswith", "/prefix start? end?", (context, s, a) -> Affixes.test(context, s, a, true));
        register("endswith", "/suffix start? end?", (context, s, a) -> Affixes.test(context, s, a, false));
        register(
                "removeprefix",
                "/prefix",
                (context, s, a) -> Affixes.without(context, s, Types.requireText(a.get(0)), true));
        register(
                "removesuffix",
                "/suffix",
                (context, s, a) -> Affixes.without(context, s, Types.requireText(a.get(0)), false));
        register("split", "sep? maxsplit?", (context, s, a) -> Splitting.split(context, s, a, false));
        register("rsplit", "sep? maxsplit?", (context, s, a) -> Splitting.split(context, s, a, true));
        register(
                "splitlines",
                "keepends?",
                (context, s, a) -> Splitting.lines(context, s, Types.truth(a.get(0, false))));
        register(
                "partition",
                "/sep",
                (context, s, a) -> Splitting.partition(context, s, Types.requireText(a.get(0)), false));
        register(
                "rpartition",
                "/sep",
                (context, s, a) -> Splitting.partition(context, s, Types.requireText(a.get(0)), true));
        register("join", "/iterable", (context, s, a) -> join(context, s, a.get(0)));
        register(
                "replace",
                "/old new count?",
                (context, s, a) -> replace(
                        context,
                        s,
                        Types.requireText(a.get(0)),
                        Types.requireText(a.get(1)),
                        Integers.of(a.get(2, -1L))));
        register("find", "/sub start? end?", (context, s, a) -> Affixes.find(context, s, a, false));
        register("rfind", "/sub start? end?", (context, s, a) -> Affixes.find(context, s, a, true));
        register("index", "/sub start? end?", (context, s, a) -> found(Affixes.find(context, s, a, false)));
        register("rindex", "/sub start? end?", (context, s, a) -> found(Affixes.find(context, s, a, true)));
        register("count", "/sub start? end?", Affixes::count);
        register("ljust", "/width fillchar?", (context, s, a) -> Padding.pad(context, s, a, 0));
        register("rjust", "/width fillchar?", (context, s, a) -> Padding.pad(context, s, a, 1));
        register("center", "/width fillchar?", (context, s, a) -> Padding.pad(context, s, a, 2));
        register("zfill", "/width", (context, s, a) -> Padding.zeros(context, s, Integers.of(a.get(0))));
        reader("expandtabs", "tabsize?", (context, s, a) -> Padding.expandTabs(context, s, Integers.of(a.get(0, 8L))));
        reader("upper", "", (context, s, a) -> LetterCase.upper(s));
        reader("lower", "", (context, s, a) -> LetterCase.lower(s));
        reader("casefold", "", (context, s, a) -> LetterCase.fold(s));
        reader("title", "", (context, s, a) -> LetterCase.title(s));
        reader("capitalize", "", (context, s, a) -> LetterCase.capitalize(s));
        reader("swapcase", "", (context, s, a) -> LetterCase.swap(s));
        reader("islower", "", (context, s, a) -> LetterCase.isAll(s, false));
        reader("isupper", "", (context, s, a) -> LetterCase.isAll(s, true));
        reader("istitle", "", (context, s, a) -> LetterCase.isTitle(s));
        reader("isdigit", "", (context, s, a) -> all(s, c -> Character.isDigit(c) || isSuperscript(c)));
        reader("isdecimal", "", (context, s, a) -> all(s, Character::isDigit));
        reader("isnumeric", "", (context, s, a) -> all(s, StringMethods::isNumeric));
        reader("isalpha", "", (context, s, a) -> all(s, Character::isLetter));
        reader("isalnum", "", (context, s, a) -> all(s, c -> Character.isLetter(c) || isNumeric(c)));
        reader("isspace", "", (context, s, a) -> all(s, Whitespace::is));
        reader("isascii", "", (context, s, a) -> s.isEmpty() || all(s, c -> c < 0x80));
        reader("isprintable", "", (context, s, a) -> s.isEmpty() || all(s, Representation::isPrintable));
        reader(
                "isidentifier",
                "",
                (context, s, a) ->
                        all(s, c -> c == '_' || Character.isLetterOrDigit(c)) && !Character.isDigit(s.codePointAt(0)));
    }

    private interface Body {
        Object call(Context context, String self, Args args);
    }

    private StringMethods() {}

    private static void register(String name, String parameters, Body body) {
        BY_NAME.put(name, new Method(new Signature(name, parameters), (context, self, args) -> {
            String text = (String) self;
            context.scan(text.length());
            Object result = body.call(context, text, args);
            if (result instanceof String built && built != self) {
                context.grow(built.length());
            }
            return result;
        }));
    }

    /** A method that looks at each character. */
    private static void reader(String name, String parameters, Body body) {
        register(name, parameters, (context, self, args) -> {
            context.read(self.length());
            return body.call(context, self, args);
        });
    }

    private static String strip(Context context, String text, Object chars, boolean left, boolean right) {
        String stripped;
        if (chars == null) {
            int begin = left ? Whitespace.skip(text, 0) : 0;
            int end = right ? Whitespace.before(text, begin) : text.length();
            stripped = context.output.known().part(text, begin, end);
        } else {
            String set = Types.requireText(chars);
            int from = 0;
            int to = text.length();
            while (left && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
                context.read(set.length());
                from += Character.charCount(text.codePointAt(from));
            }
            while (right && to > from && set.indexOf(text.codePointBefore(to)) >= 0) {
                context.read(set.length());
                to -= Character.charCount(text.codePointBefore(to));
            }
            stripped = text.substring(from, to);
        }
        context.read(text.length() - stripped.length());
        return stripped;
    }

    private static boolean isNumeric(int c) {
        return Character.isDigit(c)
                || Character.getType(c) == Character.OTHER_NUMBER
                || Character.getType(c) == Character.LETTER_NUMBER;
    }

    private static boolean isSuperscript(int c) {
        return c == 0xb2
                || c == 0xb3
                || c == 0xb9
                || (c >= 0x2070 && c <= 0x2089 && Character.getType(c) == Character.OTHER_NUMBER);
    }

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static Object found(Object index) {
        if (index.equals(-1L)) {
            throw TemplateException.value("substring not found");
        }
        return index;
    }

    static String join(Context context, String separator, Object values) {
        List<String> parts = new ArrayList<>();
        Iterator<?> iterator = Iteration.of(context, values);
        while (iterator.hasNext()) {
            Object part = iterator.next();
            if (!Types.isString(part)) {
                throw TemplateException.value(
                        "sequence item " + parts.size() + ": expected str instance, " + Types.name(part) + " found");
            }
            context.step();
            context.grow(2L + separator.length() + Types.text(part).length());
            parts.add(Types.text(part));
        }
        return String.join(separator, parts);
    }

    public static String replace(Context context, String text, String old, String by, long count) {
        long left = count < 0 ? Long.MAX_VALUE : count;
        StringBuilder out = null;
        int from = 0;
        int search = 0;
        while (left-- > 0) {
            int at = Search.indexOf(context, text, old, search);
            // an empty text is found before each character and at the end
            if (at < 0 || (old.isEmpty() && from > text.length())) {
                break;
            }
            if (out == null) {
                context.grow(text.length());
                out = new StringBuilder(text.length() + 16);
            }
            context.grow(by.length());
            context.step();
            out.append(text, from, at).append(by);
            from = at + old.length();
            search = from;
            if (old.isEmpty()) {
                if (at == text.length()) {
                    break;
                }
                search = at + Character.charCount(text.codePointAt(at));
            }
        }
        return out == null ? text : out.append(text, from, text.length()).toString();
    }
}
