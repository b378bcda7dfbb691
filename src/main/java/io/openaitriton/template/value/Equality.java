package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code ==} and {@code in}. */
public final class Equality {
    private Equality() {}

    public static boolean equal(Run run, Object a, Object b) {
        return equal(run, a, b, 0);
    }

    public static boolean equal(Run run, String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        run.scan(a.length());
        return a.equals(b);
    }

    private static boolean equal(Run run, Object a, Object b, int depth) {
        if (a == b) {
            return !(a instanceof Double number && number.isNaN() && depth == 0);
        }
        if (a instanceof String x && b instanceof String y) {
            return equal(run, x, y);
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
                    && lists(run, x, y, depth + 1);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return maps(run, x, y, depth + 1);
        }
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null) {
            return !Numbers.isNaN(x) && !Numbers.isNaN(y) && Numbers.compare(x, y) == 0;
        }
        if (Types.isString(a) && Types.isString(b)) {
            return equal(run, Types.text(a), Types.text(b), depth);
        }
        return false;
    }

    private static boolean lists(Run run, List<?> x, List<?> y, int depth) {
        if (x.size() != y.size()) {
            return false;
        }
        run.checkDepth(depth);
        Iterator<?> others = y.iterator();
        for (Object item : x) {
            run.step();
            if (!equal(run, item, others.next(), depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean maps(Run run, Map<?, ?> x, Map<?, ?> y, int depth) {
        if (x.size() != y.size()) {
            return false;
        }
        run.checkDepth(depth);
        for (Map.Entry<?, ?> entry : x.entrySet()) {
            run.step();
            Object other = Dicts.get(run, y, entry.getKey());
            if (other == Scope.MISSING || !equal(run, entry.getValue(), other, depth)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a container has an element, or a text a part. */
    public static boolean contains(Run run, Object container, Object element) {
        if (container instanceof Map<?, ?> map) {
            Dicts.checkKey(element);
            return Dicts.get(run, map, element) != Scope.MISSING;
        }
        String text = Types.text(container);
        if (text != null) {
            String part = Types.text(element);
            if (part == null) {
                throw TemplateException.value(
                        "'in <string>' requires string as left operand, not " + Types.name(element));
            }
            return Search.indexOf(run, text, part, 0) >= 0;
        }
        if (container instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
            return contains(run, view.map(), element);
        }
        Iterator<?> iterator = Iteration.orNone(container);
        if (iterator == null) {
            throw TemplateException.value("argument of type '" + Types.name(container) + "' is not iterable");
        }
        while (iterator.hasNext()) {
            run.step();
            if (equal(run, iterator.next(), element, 1)) {
                return true;
            }
        }
        return false;
    }
}
