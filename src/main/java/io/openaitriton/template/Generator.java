package io.openaitriton.template;

import java.util.Iterator;
import java.util.function.Supplier;

/** Values that are made when they are asked for, once: what map, select and their like give. */
final class Generator {
    private final Supplier<Iterator<?>> start;
    private Iterator<?> iterator;

    Generator(Supplier<Iterator<?>> start) {
        this.start = start;
    }

    Iterator<?> iterator() {
        if (iterator == null) {
            iterator = start.get();
        }
        return iterator;
    }
}
