package io.openaitriton.template.value;

import java.util.AbstractList;
import java.util.RandomAccess;

/** A tuple: iterated like a list, but printed and compared as a separate kind. */
public class Tuple extends AbstractList<Object> implements RandomAccess {
    private final Object[] items;

    public Tuple(Object... items) {
        this.items = items;
    }

    @Override
    public final Object get(int index) {
        return items[index];
    }

    @Override
    public final int size() {
        return items.length;
    }

    /** What {@code groupby} finds: a tuple whose two elements have names. */
    public static final class Group extends Tuple {
        public Group(Object grouper, Object list) {
            super(grouper, list);
        }
    }
}
