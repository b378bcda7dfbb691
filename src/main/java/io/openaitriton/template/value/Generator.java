package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Run;
import java.util.Iterator;
import java.util.function.Supplier;

/** Values that are made when they are asked for, once: what map, select and their like give. */
public final class Generator extends PythonObject {
    /** Levels of a template that asking one generator, which may ask another, uses as much stack as. */
    private static final int LEVELS = 8;

    private final Run run;
    private final Object source;
    private final Supplier<Iterator<?>> start;
    private Iterator<?> iterator;
    /** What was built to make its values; it may hold some of it. */
    private long weight;

    /** @param source what it holds, and makes its values of */
    public Generator(Run run, Object source, Supplier<Iterator<?>> start) {
        this.run = run;
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
            run.enter(LEVELS);
            long built = run.memory.built();
            iterator = new Nested(start.get());
            weight += run.memory.built() - built;
            run.leave(LEVELS);
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
            run.enter(LEVELS);
            long built = run.memory.built();
            boolean found = items.hasNext();
            weight += run.memory.built() - built;
            run.leave(LEVELS);
            return found;
        }

        @Override
        public Object next() {
            run.enter(LEVELS);
            long built = run.memory.built();
            Object item = items.next();
            weight += run.memory.built() - built;
            run.leave(LEVELS);
            return item;
        }
    }
}
