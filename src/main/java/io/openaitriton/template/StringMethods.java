package io.openaitriton.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of strings. */
final class StringMethods {
    static final Map<String, Method> BY_NAME = new HashMap<>();

    static {
        register("strip", "/chars?", (run, s, a) -> strip(s, a.get(0, null), true, true));
        register("lstrip", "/chars?", (run, s, a) -> strip(s, a.get(0, null), true, false));
        register("rstrip", "/chars?", (run, s, a) -> strip(s, a.get(0, null), false, true));
        register("upper", "", (run, s, a) -> s.toUpperCase(Locale.ROOT));
        register("lower", "", (run, s, a) -> s.toLowerCase(Locale.ROOT));
        register("casefold", "", (run, s, a) -> s.toLowerCase(Locale.ROOT).replace("ß", "ss"));
        register("title", "", (run, s, a) -> title(s));
        register("capitalize", "", (run, s, a) -> capitalize(s));
        register("swapcase", "", (run, s, a) -> swapCase(s));
        register("startswith", "/prefix start? end?", (run, s, a) -> Affixes.test(s, a, true));
        register("endswith", "/suffix start? end?", (run, s, a) -> Affixes.test(s, a, false));
        register("removeprefix", "/prefix", (run, s, a) -> {
            String prefix = text(a.get(0));
            return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
        });
        register("removesuffix", "/suffix", (run, s, a) -> {
            String suffix = text(a.get(0));
            return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
        });
        register("split", "sep? maxsplit?", (run, s, a) -> Splitting.split(run, s, a, false));
        register("rsplit", "sep? maxsplit?", (run, s, a) -> Splitting.split(run, s, a, true));
        register("splitlines", "keepends?", (run, s, a) -> Splitting.lines(run, s, Types.truth(a.get(0, false))));
        register("partition", "/sep", (run, s, a) -> Splitting.partition(run, s, text(a.get(0)), false));
        register("rpartition", "/sep", (run, s, a) -> Splitting.partition(run, s, text(a.get(0)), true));
        register("join", "/iterable", (run, s, a) -> join(run, s, a.get(0)));
        register(
                "replace",
                "/old new count?",
                (run, s, a) -> replace(run, s, text(a.get(0)), text(a.get(1)), Numbers.integer(a.get(2, -1L))));
        register("find", "/sub start? end?", (run, s, a) -> Affixes.find(run, s, a, false));
        register("rfind", "/sub start? end?", (run, s, a) -> Affixes.find(run, s, a, true));
        register("index", "/sub start? end?", (run, s, a) -> found(Affixes.find(run, s, a, false)));
        register("rindex", "/sub start? end?", (run, s, a) -> found(Affixes.find(run, s, a, true)));
        register("count", "/sub start? end?", (run, s, a) -> Affixes.count(run, s, a));
        register("ljust", "/width fillchar?", (run, s, a) -> pad(run, s, a, 0));
        register("rjust", "/width fillchar?", (run, s, a) -> pad(run, s, a, 1));
        register("center", "/width fillchar?", (run, s, a) -> pad(run, s, a, 2));
        register("zfill", "/width", (run, s, a) -> zfill(run, s, Numbers.integer(a.get(0))));
        register("expandtabs", "tabsize?", (run, s, a) -> expandTabs(run, s, Numbers.integer(a.get(0, 8L))));
        register("isdigit", "", (run, s, a) -> all(s, c -> Character.isDigit(c) || isSuperscript(c)));
        register("isdecimal", "", (run, s, a) -> all(s, Character::isDigit));
        register("isnumeric", "", (run, s, a) -> all(s, StringMethods::isNumeric));
        register("isalpha", "", (run, s, a) -> all(s, Character::isLetter));
        register("isalnum", "", (run, s, a) -> all(s, c -> Character.isLetter(c) || isNumeric(c)));
        register("isspace", "", (run, s, a) -> all(s, Whitespace::is));
        register("isascii", "", (run, s, a) -> s.chars().allMatch(c -> c < 0x80));
        register("isprintable", "", (run, s, a) -> s.codePoints().allMatch(Representation::isPrintable));
        register("islower", "", (run, s, a) -> isCased(s, false));
        register("isupper", "", (run, s, a) -> isCased(s, true));
        register("istitle", "", (run, s, a) -> isTitle(s));
        register(
                "isidentifier",
                "",
                (run, s, a) -> !s.isEmpty()
                        && (s.charAt(0) == '_' || Character.isLetter(s.codePointAt(0)))
                        && s.codePoints().allMatch(c -> c == '_' || Character.isLetterOrDigit(c)));
        BY_NAME.put("format", new Method(null, (run, s, a) -> new BraceFormat(run, a).format((String) s, 0)));
        BY_NAME.put(
                "format_map",
                new Method(
                        new Signature("format_map", "/mapping"),
                        (run, s, a) -> new BraceFormat(run, a.get(0)).format((String) s, 0)));
    }

    private interface Body {
        Object call(Run run, String self, Args args);
    }

    private StringMethods() {}

    private static void register(String name, String parameters, Body body) {
        BY_NAME.put(name, new Method(new Signature(name, parameters), (run, self, args) -> {
            String text = (String) self;
            run.scan(text.length());
            Object result = body.call(run, text, args);
            if (result instanceof String built && built != self) {
                run.grow(built.length());
            }
            return result;
        }));
    }

    /** The method for safe HTML, which gives safe HTML. */
    static Method ofMarkup(Method method) {
        return new Method(null, (run, self, args) -> {
            Object result = method.call(run, ((Markup) self).text(), args);
            return result instanceof String text ? new Markup(text) : result;
        });
    }

    static String text(Object value) {
        String text = Types.text(value);
        if (text == null) {
            throw TemplateException.value("must be str, not " + Types.name(value));
        }
        return text;
    }

    static String strip(String text, Object chars, boolean left, boolean right) {
        if (chars == null) {
            return Whitespace.strip(text, left, right);
        }
        String set = text(chars);
        int from = 0;
        int to = text.length();
        while (left && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && set.indexOf(text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return titleCase(text.substring(0, first)) + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String titleCase(String character) {
        String title = Character.toString(Character.toTitleCase(character.codePointAt(0)));
        // ß and ligatures have several capitals, of which the first is one
        String upper = character.toUpperCase(Locale.ROOT);
        return title.equals(character) && upper.length() > 1
                ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
                : title;
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            String character = Character.toString(text.codePointAt(i));
            out.append(within ? character.toLowerCase(Locale.ROOT) : titleCase(character));
            within = hasCase(text.codePointAt(i));
            i += character.length();
        }
        return out.toString();
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String character = Character.toString(c);
            out.append(
                    Character.isUpperCase(c) ? character.toLowerCase(Locale.ROOT) : character.toUpperCase(Locale.ROOT));
        });
        return out.toString();
    }

    private static boolean hasCase(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    static boolean isCased(String text, boolean upper) {
        boolean found = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (hasCase(c)) {
                if (Character.isTitleCase(c) || Character.isUpperCase(c) != upper) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean isTitle(String text) {
        boolean within = false;
        boolean found = false;
        for (int c : text.codePoints().toArray()) {
            boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
            if (capital ? within : Character.isLowerCase(c) && !within) {
                return false;
            }
            within = hasCase(c);
            found |= within;
        }
        return found;
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

    static String join(Run run, String separator, Object values) {
        List<String> parts = new ArrayList<>();
        var iterator = Iteration.of(run, values);
        while (iterator.hasNext()) {
            Object part = iterator.next();
            if (!Types.isString(part)) {
                throw TemplateException.value(
                        "sequence item " + parts.size() + ": expected str instance, " + Types.name(part) + " found");
            }
            run.step();
            run.grow(8L + separator.length() + Types.text(part).length());
            parts.add(Types.text(part));
        }
        return String.join(separator, parts);
    }

    static String replace(Run run, String text, String old, String by, long count) {
        long left = count < 0 ? Long.MAX_VALUE : count;
        StringBuilder out = null;
        int from = 0;
        int search = 0;
        while (left-- > 0) {
            int at = Search.indexOf(run, text, old, search);
            // an empty text is found before each character and at the end
            if (at < 0 || (old.isEmpty() && from > text.length())) {
                break;
            }
            out = out == null ? new StringBuilder(text.length() + by.length()) : out;
            run.grow((long) at - from + by.length());
            run.step();
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

    /** @param side 0 pads on the right, 1 on the left, 2 on both */
    static String pad(Run run, String text, Args args, int side) {
        String fill = args.has(1) ? text(args.get(1)) : " ";
        if (CodePoints.length(fill) != 1) {
            throw TemplateException.value("The fill character must be exactly one character long");
        }
        long width = Numbers.integer(args.get(0));
        long missing = width - CodePoints.length(text);
        if (missing <= 0) {
            return text;
        }
        run.grow(missing);
        // CPython puts the odd one to the left if the width is odd as well
        long left = side == 0 ? 0 : side == 1 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
    }

    private static String zfill(Run run, String text, long width) {
        long missing = width - CodePoints.length(text);
        if (missing <= 0) {
            return text;
        }
        run.grow(missing);
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat((int) missing) + text.substring(sign);
    }

    private static String expandTabs(Run run, String text, long size) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (char c : text.toCharArray()) {
            if (c == '\t') {
                long spaces = size <= 0 ? 0 : size - column % size;
                run.grow(spaces);
                out.append(" ".repeat((int) spaces));
                column += (int) spaces;
            } else {
                out.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }
}
