package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Holder;
import java.util.AbstractList;
import java.util.RandomAccess;

/** What {@code range()} makes. */
public final class Range extends AbstractList<Object> implements RandomAccess, Holder {
    public final long start;
    public final long stop;
    public final long step;
    private final int size;

    private Range(long start, long stop, long step, int size) {
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.size = size;
    }

    public static Range of(Context context, long start, long stop, long step) {
        if (step == 0) {
            throw TemplateException.value("range() arg 3 must not be zero");
        }
        double size = step > 0
                ? Math.ceil(((double) stop - start) / step)
                : Math.ceil(((double) start - stop) / -(double) step);
        if (size > context.limits.range()) {
            throw TemplateException.limit(
                    "Range too big. The sandbox blocks ranges larger than " + context.limits.range());
        }
        return new Range(start, stop, step, (int) Math.max(0, size));
    }

    /** Nothing: its elements are computed. */
    @Override
    public Object[] held() {
        return new Object[0];
    }

    @Override
    public Object get(int index) {
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }
}
