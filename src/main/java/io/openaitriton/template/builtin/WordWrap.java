package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.method.Splitting;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code wordwrap} filter: Python's textwrap, a line of the text at a time. */
final class WordWrap {
    private static final String WORD = "[\\p{L}\\p{N}_]";
    private static final String LETTER = "[\\p{L}\\p{Nl}\\p{No}_]";
    private static final String BEFORE_DASH = "(?<=[\\p{L}\\p{N}_!\"'&.,?])";
    /** White space, a dash between words, or a word or its part up to a hyphen. */
    private static final Pattern WITH_HYPHENS = Pattern.compile("[\\t ]+|" + BEFORE_DASH + "-{2,}(?=" + WORD + ")"
            + "|[^\\t ]+?(?:-(?:(?<=" + LETTER + "{2}-)|(?<=" + LETTER + "-" + LETTER + "-))(?=" + LETTER + "-?"
            + LETTER + ")|(?=[\\t ]|\\z)|" + BEFORE_DASH + "(?=-{2,}" + WORD + "))");

    private static final Pattern WITHOUT = Pattern.compile("[\\t ]+|[^\\t ]+");

    private final Context context;
    private final long width;
    private final boolean breakWords;
    private final boolean atHyphens;
    private final List<String> lines = new ArrayList<>();
    private String text;
    private Matcher matcher;
    /** The next chunk, which {@link #length} says is none if 0. */
    private int from;

    private int to;
    private long length;

    private WordWrap(Context context, long width, boolean breakWords, boolean atHyphens) {
        this.context = context;
        this.width = width;
        this.breakWords = breakWords;
        this.atHyphens = atHyphens;
    }

    static Object wrap(Context context, Object in, Args args) {
        if (in instanceof Undefined undefined) {
            throw undefined.used();
        }
        long width = Integers.of(args.get(0, 79L));
        Object by = args.get(2, null);
        String end = by == null ? "\n" : Types.requireText(by);
        Object hyphens = args.get(3, true);
        boolean broken = Types.truth(args.get(1, true));
        List<String> all = new ArrayList<>();
        for (Object line : Splitting.lines(context, Types.requireText(in), false)) {
            if (width <= 0) {
                throw TemplateException.value("invalid width " + width + " (must be > 0)");
            }
            WordWrap wrap = new WordWrap(context, width, broken, Types.truth(hyphens));
            wrap.wrap((String) line, Boolean.TRUE.equals(hyphens) ? WITH_HYPHENS : WITHOUT);
            all.add(String.join(end, wrap.lines));
            context.grow((long) end.length() * wrap.lines.size()
                    + all.get(all.size() - 1).length());
        }
        String result = String.join(end, all);
        context.grow(result.length());
        return result;
    }

    private void wrap(String line, Pattern pattern) {
        text = line;
        matcher = pattern.matcher(line);
        context.read(16L * line.length());
        next();
        while (length > 0) {
            line();
        }
    }

    private void next() {
        context.step();
        if (matcher.find()) {
            from = matcher.start();
            to = matcher.end();
            length = text.codePointCount(from, to);
        } else {
            length = 0;
        }
    }

    private boolean isBlank(int start, int end) {
        return Whitespace.isAll(text, start, end);
    }

    private void line() {
        if (!lines.isEmpty() && isBlank(from, to)) {
            next();
        }
        int start = from;
        int end = from;
        int last = -1;
        long used = 0;
        while (length > 0 && used + length <= width) {
            last = from;
            end = to;
            used += length;
            next();
        }
        if (length > width) {
            if (breakWords) {
                last = from;
                end = offset(from, part(width - used));
                length -= text.codePointCount(from, end);
                from = end;
            } else if (last < 0) {
                last = from;
                end = to;
                next();
            }
        }
        if (last >= 0 && isBlank(last, end)) {
            end = last;
            last = end == start ? -1 : last;
        }
        if (last >= 0) {
            context.grow(16L + end - start);
            lines.add(text.substring(start, end));
        }
    }

    /** The part of an overlong word that goes on this line: up to a hyphen, if it has one. */
    private long part(long space) {
        if (!atHyphens) {
            return space;
        }
        int hyphen = offset(from, space) - 1;
        while (hyphen > from && text.charAt(hyphen) != '-') {
            hyphen--;
        }
        for (int i = from; i < hyphen; i++) {
            if (text.charAt(i) != '-') {
                return text.codePointCount(from, hyphen) + 1L;
            }
        }
        return space;
    }

    private int offset(int start, long count) {
        return text.offsetByCodePoints(start, (int) count);
    }
}
