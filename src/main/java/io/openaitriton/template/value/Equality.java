package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code ==}, of values and of the keys of dictionaries. */
public final class Equality {
    private Equality() {}

    public static boolean equal(Context context, Object a, Object b) {
        return equal(context, a, b, 0);
    }

    public static boolean equal(Context context, String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        context.scan(a.length());
        return a.equals(b);
    }

    /** As containers compare what they hold: a value equals itself, even if it is not a number. */
    public static boolean equalElement(Context context, Object a, Object b) {
        return equal(context, a, b, 1);
    }

    private static boolean equal(Context context, Object a, Object b, int depth) {
        if (a == b) {
            return !(a instanceof Double number && number.isNaN() && depth == 0);
        }
        if (a instanceof String x && b instanceof String y) {
            return equal(context, x, y);
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Undefined || b instanceof Undefined) {
            return a instanceof Undefined && b instanceof Undefined;
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return (x instanceof Tuple) == (y instanceof Tuple)
                    && (x instanceof Range) == (y instanceof Range)
                    && lists(context, x, y, depth + 1);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return maps(context, x, y, depth + 1);
        }
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null) {
            return !Numbers.isNaN(x) && !Numbers.isNaN(y) && Numbers.compare(x, y) == 0;
        }
        if (Types.isString(a) && Types.isString(b)) {
            return equal(context, Types.text(a), Types.text(b), depth);
        }
        return false;
    }

    private static boolean lists(Context context, List<?> x, List<?> y, int depth) {
        if (x.size() != y.size()) {
            return false;
        }
        context.checkDepth(depth);
        Iterator<?> others = y.iterator();
        for (Object item : x) {
            context.step();
            if (!equal(context, item, others.next(), depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean maps(Context context, Map<?, ?> x, Map<?, ?> y, int depth) {
        if (x.size() != y.size()) {
            return false;
        }
        context.checkDepth(depth);
        for (Map.Entry<?, ?> entry : x.entrySet()) {
            context.step();
            Object other = lookup(context, y, entry.getKey());
            if (other == Missing.VALUE || !equal(context, entry.getValue(), other, depth)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The value of the key that is equal, or {@link Missing#VALUE}. Keys are equal as in Python: 1, 1.0 and true are one.
     */
    static Object lookup(Context context, Map<?, ?> map, Object key) {
        if (key instanceof String text) {
            context.read(text.length());
            Object value = map.get(key);
            return value != null || map.containsKey(key) ? value : Missing.VALUE;
        }
        if (key instanceof Markup markup) {
            return lookup(context, map, markup.text());
        }
        if (map.isEmpty()) {
            return Missing.VALUE;
        }
        context.steps(1 + (map.size() >> 2));
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String) && equal(context, entry.getKey(), key)) {
                return entry.getValue();
            }
        }
        return Missing.VALUE;
    }
}
