package io.openaitriton.template.operator;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.List;

/** {@code <} and its like: numbers with numbers, strings with strings, lists with lists. */
public final class Ordering {
    private Ordering() {}

    static boolean test(Context context, String operator, Object a, Object b) {
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null && (Numbers.isNaN(x) || Numbers.isNaN(y))) {
            return false;
        }
        int order = compare(context, operator, a, b, 0);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** As {@code sorted} compares. */
    public static int compare(Context context, Object a, Object b) {
        return compare(context, "<", a, b, 0);
    }

    private static int compare(Context context, String operator, Object a, Object b, int depth) {
        context.step();
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null) {
            // sorting needs an order of all numbers, also of those that have none
            return Numbers.isNaN(x) || Numbers.isNaN(y)
                    ? Boolean.compare(Numbers.isNaN(x), Numbers.isNaN(y))
                    : Numbers.compare(x, y);
        }
        if (Types.isString(a) && Types.isString(b)) {
            return compareText(context, Types.text(a), Types.text(b));
        }
        if (a instanceof List<?> left
                && b instanceof List<?> right
                && (a instanceof Tuple) == (b instanceof Tuple)
                && !(a instanceof Range)
                && !(b instanceof Range)) {
            context.checkDepth(depth);
            for (int i = 0; i < left.size() && i < right.size(); i++) {
                context.step();
                if (!Equality.equal(context, left.get(i), right.get(i))) {
                    return compare(context, operator, left.get(i), right.get(i), depth + 1);
                }
            }
            return Integer.compare(left.size(), right.size());
        }
        throw incomparable(operator, a, b);
    }

    private static TemplateException incomparable(String operator, Object a, Object b) {
        if (a instanceof Undefined undefined) {
            return undefined.used();
        }
        if (b instanceof Undefined undefined) {
            return undefined.used();
        }
        return TemplateException.value("'" + operator + "' not supported between instances of '" + Types.name(a)
                + "' and '" + Types.name(b) + "'");
    }

    /** By code points; Java's order differs where one text has surrogates and the other a late plain character. */
    private static int compareText(Context context, String a, String b) {
        int length = Math.min(a.length(), b.length());
        context.read(length);
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
