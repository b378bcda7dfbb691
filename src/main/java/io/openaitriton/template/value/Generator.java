package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Context;
import java.util.Iterator;
import java.util.function.Supplier;

/** Values that are computed on demand, once: the results of map, select and similar filters. */
public final class Generator extends PythonObject {
    /** Levels of a template that asking one generator, which may ask another, uses as much stack as. */
    private static final int LEVELS = 8;

    private final Context context;
    private final Object source;
    private final Supplier<Iterator<?>> start;
    private Iterator<?> iterator;
    /** What was built to make its values; it may hold some of it. */
    private long weight;

    /** @param source what it holds, and makes its values of */
    public Generator(Context context, Object source, Supplier<Iterator<?>> start) {
        this.context = context;
        this.source = source;
        this.start = start;
    }

    @Override
    public String type() {
        return "generator";
    }

    @Override
    public boolean isIterable() {
        return true;
    }

    @Override
    public Object[] held() {
        return new Object[] {source};
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public Iterator<?> iterator() {
        if (iterator == null) {
            context.enter(LEVELS);
            long built = context.memory.built();
            iterator = new Nested(start.get());
            weight += context.memory.built() - built;
            context.leave(LEVELS);
        }
        return iterator;
    }

    private final class Nested implements Iterator<Object> {
        private final Iterator<?> items;

        Nested(Iterator<?> items) {
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            context.enter(LEVELS);
            long built = context.memory.built();
            boolean found = items.hasNext();
            weight += context.memory.built() - built;
            context.leave(LEVELS);
            return found;
        }

        @Override
        public Object next() {
            context.enter(LEVELS);
            long built = context.memory.built();
            Object item = items.next();
            weight += context.memory.built() - built;
            context.leave(LEVELS);
            return item;
        }
    }
}
