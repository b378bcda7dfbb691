package io.openaitriton.template;

import java.util.Iterator;
import java.util.function.Supplier;

/** Values that are made when they are asked for, once: what map, select and their like give. */
final class Generator {
    /** Levels of a template that asking one generator, which may ask another, uses as much stack as. */
    private static final int LEVELS = 8;

    private final Run run;
    private final Supplier<Iterator<?>> start;
    private Iterator<?> iterator;

    Generator(Run run, Supplier<Iterator<?>> start) {
        this.run = run;
        this.start = start;
    }

    Iterator<?> iterator() {
        if (iterator == null) {
            run.enter(LEVELS);
            iterator = new Nested(start.get());
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
            boolean found = items.hasNext();
            run.leave(LEVELS);
            return found;
        }

        @Override
        public Object next() {
            run.enter(LEVELS);
            Object item = items.next();
            run.leave(LEVELS);
            return item;
        }
    }
}
