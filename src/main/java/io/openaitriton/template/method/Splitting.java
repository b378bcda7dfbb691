package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Search;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** String methods that cut a text into parts. */
public final class Splitting {
    private Splitting() {}

    static Object split(Context context, String text, Args args, boolean fromRight) {
        Object separator = args.get(0, null);
        long max = Integers.of(args.get(1, -1L));
        long limit = max < 0 ? Long.MAX_VALUE : max;
        context.grow(text.length());
        List<Object> parts = new ArrayList<>();
        if (separator == null) {
            splitSpace(context, text, limit, fromRight, parts);
        } else {
            String by = Types.requireText(separator);
            if (by.isEmpty()) {
                throw TemplateException.value("empty separator");
            }
            splitBy(context, text, by, limit, fromRight, parts);
        }
        if (fromRight) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static void add(Context context, List<Object> parts, String part) {
        context.grow(4 + Memory.OBJECT);
        context.step();
        parts.add(part);
    }

    private static void splitBy(
            Context context, String text, String by, long limit, boolean fromRight, List<Object> parts) {
        int from = 0;
        int to = text.length();
        for (long left = limit; left > 0; left--) {
            int at = fromRight
                    ? Search.lastIndexOf(context, text, by, to - by.length())
                    : Search.indexOf(context, text, by, from);
            if (at < 0 || (fromRight && to < by.length())) {
                break;
            }
            add(context, parts, fromRight ? text.substring(at + by.length(), to) : text.substring(from, at));
            to = fromRight ? at : to;
            from = fromRight ? from : at + by.length();
        }
        add(context, parts, text.substring(from, to));
    }

    private static void splitSpace(Context context, String text, long limit, boolean fromRight, List<Object> parts) {
        context.read(text.length());
        String rest = Whitespace.strip(text, !fromRight, fromRight);
        int from = 0;
        int to = rest.length();
        for (long left = limit; left > 0 && from < to; left--) {
            int cut = fromRight ? to : from;
            while (fromRight
                    ? cut > from && !Whitespace.is(rest.charAt(cut - 1))
                    : cut < to && !Whitespace.is(rest.charAt(cut))) {
                cut += fromRight ? -1 : 1;
            }
            add(context, parts, fromRight ? rest.substring(cut, to) : rest.substring(from, cut));
            while (fromRight
                    ? cut > from && Whitespace.is(rest.charAt(cut - 1))
                    : cut < to && Whitespace.is(rest.charAt(cut))) {
                cut += fromRight ? -1 : 1;
            }
            to = fromRight ? cut : to;
            from = fromRight ? from : cut;
        }
        if (from < to) {
            String last = rest.substring(from, to);
            add(context, parts, last);
        }
    }

    static Object partition(Context context, String text, String by, boolean last) {
        if (by.isEmpty()) {
            throw TemplateException.value("empty separator");
        }
        context.grow(text.length());
        int at = last ? Search.lastIndexOf(context, text, by, text.length()) : Search.indexOf(context, text, by, 0);
        if (at < 0) {
            return last ? new Tuple("", "", text) : new Tuple(text, "", "");
        }
        return new Tuple(text.substring(0, at), by, text.substring(at + by.length()));
    }

    public static List<Object> lines(Context context, String text, boolean keepEnds) {
        context.read(text.length());
        context.grow(text.length());
        List<Object> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int end = from;
            while (end < text.length() && !isLineEnd(text.charAt(end))) {
                end++;
            }
            int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
            add(context, lines, text.substring(from, keepEnds ? next : end));
            from = next;
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return c >= '\n' && c <= '\r' || c >= 0x1c && c <= 0x1e || c == 0x85 || c == 0x2028 || c == 0x2029;
    }
}
