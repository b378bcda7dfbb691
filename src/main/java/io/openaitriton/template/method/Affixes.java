package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Search;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;

/** String methods that look at a part of the text: from a start to an end, by default all of it. */
final class Affixes {
    private Affixes() {}

    private static long bound(Object given, long absent, long size) {
        if (given == Missing.VALUE || given == null) {
            return absent;
        }
        long index = Integers.index(given, "slice indices must be integers or None, not '%s'");
        return index < 0 ? Math.max(0, index + size) : index;
    }

    static boolean test(Context context, String text, Args args, boolean start) {
        Object wanted = args.get(0);
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        String part = from > to ? null : part(context, text, from, to);
        if (wanted instanceof Tuple tuple) {
            for (Object one : tuple) {
                context.step();
                if (test(context, part, Types.requireText(one), start)) {
                    return true;
                }
            }
            return false;
        }
        if (!Types.isString(wanted)) {
            throw TemplateException.value((start ? "startswith" : "endswith")
                    + " first arg must be str or a tuple of str, not " + Types.name(wanted));
        }
        return test(context, part, Types.text(wanted), start);
    }

    private static boolean test(Context context, String part, String wanted, boolean start) {
        if (part == null) {
            return false;
        }
        context.read(wanted.length());
        return start ? part.startsWith(wanted) : part.endsWith(wanted);
    }

    private static String part(Context context, String text, long from, long to) {
        String part = CodePoints.range(text, from, to);
        if (part.length() < text.length()) {
            context.grow(part.length());
        }
        return part;
    }

    static String without(Context context, String text, String affix, boolean start) {
        context.read(affix.length());
        if (start) {
            return text.startsWith(affix) ? text.substring(affix.length()) : text;
        }
        return text.endsWith(affix) ? text.substring(0, text.length() - affix.length()) : text;
    }

    static Object find(Context context, String text, Args args, boolean last) {
        String wanted = Types.requireText(args.get(0));
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        if (from > to) {
            return -1L;
        }
        String part = part(context, text, from, to);
        int at = last
                ? Search.lastIndexOf(context, part, wanted, part.length())
                : Search.indexOf(context, part, wanted, 0);
        return at < 0 ? -1L : from + part.codePointCount(0, at);
    }

    static Object count(Context context, String text, Args args) {
        String wanted = Types.requireText(args.get(0));
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        if (from > to) {
            return 0L;
        }
        if (wanted.isEmpty()) {
            return to - from + 1;
        }
        String part = part(context, text, from, to);
        long count = 0;
        for (int at = Search.indexOf(context, part, wanted, 0); at >= 0; ) {
            count++;
            context.step();
            at = Search.indexOf(context, part, wanted, at + wanted.length());
        }
        return count;
    }
}
