package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.HtmlEscape;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Filters that write HTML: {@code xmlattr} and {@code urlize}. */
final class Html {
    private static final int IGNORE_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String WORD = "\\p{L}\\p{N}_";
    private static final Pattern LINK = Pattern.compile(
            "(?:(?:https?://|www\\.)(?:(?:[@%-]+\\.)+)?(?:[a-z]{2,63}|xn--[@%]{2,59})".replace("@", WORD)
                    + "|(?:[@%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)".replace("@", WORD)
                    + "|https?://(?:\\p{Nd}{1,3}(?:\\.\\p{Nd}{1,3}){3}"
                    + "|\\[(?:[\\p{Nd}a-f]{0,4}:){2}(?:[\\p{Nd}a-f]{0,4}:?){1,6}\\]))"
                    + "(?::\\p{Nd}{1,5})?(?:[/?#]\\S*)?",
            IGNORE_CASE);
    private static final Pattern ADDRESS = Pattern.compile("\\S+@[@][@.-]*\\.[@]+".replace("[@", "[" + WORD));
    private static final Pattern SCHEME = Pattern.compile("[" + WORD + ".+-]{2,}:/{0,2}");
    private static final String[][] BRACKETS = {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};

    private final Context context;
    private final long limit;
    private final String attributes;
    private final List<String> schemes;

    private Html(Context context, long limit, String attributes, List<String> schemes) {
        this.context = context;
        this.limit = limit;
        this.attributes = attributes;
        this.schemes = schemes;
    }

    static Object attributes(Context context, Object in, Args args) {
        if (!(in instanceof Map<?, ?> map)) {
            throw in instanceof Undefined undefined
                    ? undefined.used()
                    : TemplateException.value("'" + Types.name(in) + "' object has no attribute 'items'");
        }
        StringBuilder out = new StringBuilder();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            context.step();
            if (entry.getValue() == null || entry.getValue() instanceof Undefined) {
                continue;
            }
            String key = Types.requireText(entry.getKey());
            context.read(key.length());
            if (key.chars().anyMatch(c -> " \t\n\r\f\u000b/>=".indexOf(c) >= 0)) {
                throw TemplateException.value(
                        "Invalid character in attribute name: " + Representation.repr(context, key));
            }
            String name = HtmlEscape.escape(context, entry.getKey()).text();
            String value = HtmlEscape.escape(context, entry.getValue()).text();
            context.grow(4L + name.length() + value.length());
            out.append(' ').append(name).append("=\"").append(value).append('"');
        }
        return Types.truth(args.get(0, true)) || out.isEmpty() ? out.toString() : out.substring(1);
    }

    static Object links(Context context, Object in, Args args) {
        Object limit = args.get(0, null);
        Object rel = args.get(3, null);
        TreeSet<String> relations = new TreeSet<>(List.of("noopener"));
        if (Types.truth(args.get(1, false))) {
            relations.add("nofollow");
        }
        if (Types.truth(rel)) {
            relations.addAll(words(Types.requireText(rel)));
        }
        Object target = args.get(2, null);
        String attributes = " rel=\""
                + HtmlEscape.escape(context, String.join(" ", relations)).text() + "\"";
        if (Types.truth(target)) {
            attributes += " target=\"" + HtmlEscape.escape(context, target).text() + "\"";
        }
        List<String> schemes = new ArrayList<>();
        Object given = args.get(4, null);
        Iterator<?> each = given == null ? List.of().iterator() : Iteration.of(context, given);
        while (each.hasNext()) {
            context.step();
            String scheme = Types.requireText(each.next());
            context.read(scheme.length());
            if (!SCHEME.matcher(scheme).matches()) {
                throw TemplateException.value(
                        Representation.repr(context, scheme) + " is not a valid URI scheme prefix.");
            }
            schemes.add(scheme);
        }
        Html html = new Html(context, limit == null ? -1 : Integers.of(limit), attributes, schemes);
        return html.links(HtmlEscape.escape(context, in).text());
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String links(String text) {
        context.read(4L * text.length());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int end = i;
            boolean space = Whitespace.is(text.charAt(i));
            while (end < text.length() && Whitespace.is(text.charAt(end)) == space) {
                end++;
            }
            String word = text.substring(i, end);
            int before = out.length();
            context.step();
            out.append(space ? word : word(word));
            context.grow(16 + out.length() - before);
            i = end;
        }
        return out.toString();
    }

    private String word(String word) {
        int start = 0;
        while (true) {
            if (word.startsWith("&lt;", start)) {
                start += 4;
            } else if (word.startsWith("(", start) || word.startsWith("<", start)) {
                start++;
            } else {
                break;
            }
        }
        int end = word.length();
        while (end > start) {
            if (end - 4 >= start && word.startsWith("&gt;", end - 4)) {
                end -= 4;
            } else if (").,>".indexOf(word.charAt(end - 1)) >= 0) {
                end--;
            } else {
                break;
            }
        }
        for (String[] pair : BRACKETS) {
            end = balanced(word, start, end, pair[0], pair[1]);
        }
        return word.substring(0, start) + link(word.substring(start, end)) + word.substring(end);
    }

    /** The end with as many closing brackets as there are opening ones. */
    private static int balanced(String word, int start, int end, String open, String close) {
        int missing = count(word, start, end, open);
        if (missing <= count(word, start, end, close)) {
            return end;
        }
        int at = end;
        for (int found = word.indexOf(close, at); missing > 0 && found >= 0; found = word.indexOf(close, at)) {
            at = found + close.length();
            missing--;
        }
        return at;
    }

    private static int count(String word, int start, int end, String piece) {
        int count = 0;
        for (int at = word.indexOf(piece, start); at >= 0 && at + piece.length() <= end; ) {
            count++;
            at = word.indexOf(piece, at + piece.length());
        }
        return count;
    }

    private String link(String word) {
        if (LINK.matcher(word).matches()) {
            boolean whole = word.startsWith("https://") || word.startsWith("http://");
            return "<a href=\"" + (whole ? "" : "https://") + word + "\"" + attributes + ">" + cut(word) + "</a>";
        }
        if (word.startsWith("mailto:") && isAddress(word.substring(7))) {
            return "<a href=\"" + word + "\">" + word.substring(7) + "</a>";
        }
        if (!word.startsWith("www.") && !word.startsWith("@") && word.indexOf(':') < 0 && isAddress(word)) {
            return "<a href=\"mailto:" + word + "\">" + word + "</a>";
        }
        String result = word;
        for (String scheme : schemes) {
            context.step();
            if (!result.equals(scheme) && result.startsWith(scheme)) {
                result = "<a href=\"" + result + "\"" + attributes + ">" + result + "</a>";
                context.grow(result.length());
            }
        }
        return result;
    }

    private static boolean isAddress(String word) {
        return word.indexOf('@') >= 0 && ADDRESS.matcher(word).matches();
    }

    private String cut(String word) {
        return limit >= 0 && CodePoints.length(word) > limit ? CodePoints.range(word, 0, limit) + "..." : word;
    }
}
