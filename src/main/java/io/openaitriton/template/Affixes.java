package io.openaitriton.template;

/** String methods that look at a part of the text: from a start to an end, by default all of it. */
final class Affixes {
    private Affixes() {}

    private static long bound(Object given, long absent, long size) {
        if (given == Scope.MISSING || given == null) {
            return absent;
        }
        long index = Numbers.index(given, "slice indices must be integers or None, not '%s'");
        return index < 0 ? Math.max(0, index + size) : index;
    }

    static boolean test(String text, Args args, boolean start) {
        Object wanted = args.get(0);
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        if (wanted instanceof Tuple tuple) {
            for (Object one : tuple) {
                if (test(text, StringMethods.text(one), from, to, start)) {
                    return true;
                }
            }
            return false;
        }
        if (!Types.isString(wanted)) {
            throw TemplateException.value((start ? "startswith" : "endswith")
                    + " first arg must be str or a tuple of str, not " + Types.name(wanted));
        }
        return test(text, Types.text(wanted), from, to, start);
    }

    private static boolean test(String text, String wanted, long from, long to, boolean start) {
        if (from > to) {
            return false;
        }
        String part = CodePoints.range(text, from, to);
        return start ? part.startsWith(wanted) : part.endsWith(wanted);
    }

    static Object find(Run run, String text, Args args, boolean last) {
        String wanted = StringMethods.text(args.get(0));
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        if (from > to) {
            return -1L;
        }
        String part = CodePoints.range(text, from, to);
        int at = last ? Search.lastIndexOf(run, part, wanted, part.length()) : Search.indexOf(run, part, wanted, 0);
        return at < 0 ? -1L : from + part.codePointCount(0, at);
    }

    static Object count(Run run, String text, Args args) {
        String wanted = StringMethods.text(args.get(0));
        long size = CodePoints.length(text);
        long from = bound(args.get(1), 0, size);
        long to = Math.min(size, bound(args.get(2), size, size));
        if (from > to) {
            return 0L;
        }
        if (wanted.isEmpty()) {
            return to - from + 1;
        }
        String part = CodePoints.range(text, from, to);
        long count = 0;
        for (int at = Search.indexOf(run, part, wanted, 0); at >= 0; ) {
            count++;
            run.step();
            at = Search.indexOf(run, part, wanted, at + wanted.length());
        }
        return count;
    }
}
