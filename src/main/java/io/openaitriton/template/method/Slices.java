package io.openaitriton.template.method;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.Arrays;
import java.util.List;

/** {@code value[start:stop:step]} */
public final class Slices {
    private Slices() {}

    public static Object slice(Context context, Object value, Object start, Object stop, Object step) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (!(value instanceof List) && !Types.isString(value)) {
            throw TemplateException.value("'" + Types.name(value) + "' object is not subscriptable by a slice");
        }
        if (!(value instanceof List)) {
            context.scan(Types.text(value).length());
        }
        long size = Types.length(value);
        // all steps longer than the whole have the same effect
        long by = step == null ? 1 : Math.max(-1L << 40, Math.min(1L << 40, index(step)));
        if (by == 0) {
            throw TemplateException.value("slice step cannot be zero");
        }
        long from = bound(start, by > 0 ? 0 : size - 1, size, by);
        long to = bound(stop, by > 0 ? size : -1, size, by);
        long count = by > 0 ? (to - from + by - 1) / by : (from - to - by - 1) / -by;
        if (by > 0 ? from >= to : from <= to) {
            count = 0;
        }
        if (value instanceof Markup markup) {
            return new Markup(text(context, markup.text(), from, by, count));
        }
        return value instanceof String text
                ? text(context, text, from, by, count)
                : list(context, (List<?>) value, from, to, by, (int) count);
    }

    private static long index(Object value) {
        return Integers.index(value, "slice indices must be integers or None or have an __index__ method, not '%s'");
    }

    private static long bound(Object given, long absent, long size, long step) {
        if (given == null) {
            return absent;
        }
        long index = index(given);
        if (index < 0) {
            index += size;
        }
        return step > 0 ? Math.max(0, Math.min(size, index)) : Math.max(-1, Math.min(size - 1, index));
    }

    private static String text(Context context, String text, long from, long step, long count) {
        context.grow(count);
        context.read(step == 1 ? 0 : count);
        if (step == 1) {
            return CodePoints.range(text, from, from + count);
        }
        if (CodePoints.isPlain(text)) {
            char[] found = new char[(int) count];
            for (int i = 0; i < found.length; i++) {
                found[i] = text.charAt((int) (from + i * step));
            }
            return new String(found);
        }
        context.grow(2L * text.length());
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (long i = 0; i < count; i++) {
            out.appendCodePoint(points[(int) (from + i * step)]);
        }
        return out.toString();
    }

    private static Object list(Context context, List<?> list, long from, long to, long step, int count) {
        if (list instanceof Range range) {
            return Range.of(context, range.start + from * range.step, range.start + to * range.step, step * range.step);
        }
        boolean tuple = list instanceof Tuple;
        if (step == 1 && !tuple) {
            // lists never change here, so a part of one needs no copy; views of views stay shallow
            return count == list.size() ? list : part(context, list, (int) from, count);
        }
        context.growList(count);
        Object[] items = new Object[count];
        for (int i = 0; i < count; i++) {
            items[i] = list.get((int) (from + i * step));
        }
        return tuple ? new Tuple(items) : Arrays.asList(items);
    }

    private static List<Object> part(Context context, List<?> list, int from, int count) {
        context.growList(count);
        Object[] items = new Object[count];
        for (int i = 0; i < count; i++) {
            items[i] = list.get(from + i);
        }
        return Arrays.asList(items);
    }
}
