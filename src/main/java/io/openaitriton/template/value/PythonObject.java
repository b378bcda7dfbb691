package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Holder;
import io.openaitriton.template.runtime.Missing;
import java.util.Iterator;

/** A value of Python that Java has no class for. Strings, numbers, lists and dictionaries are Java's own. */
public abstract class PythonObject implements Holder {
    private static final Object[] NOTHING = {};

    /** The name of its type in Python. */
    public abstract String type();

    /** What {@code len()} gives, or -1 if it has no length. */
    public int length() {
        return -1;
    }

    /** Its elements, or null if it has none. */
    public Iterator<?> iterator() {
        return null;
    }

    /** What the test {@code iterable} says. */
    public boolean isIterable() {
        return false;
    }

    /** The attribute of this name, or {@link Missing#VALUE}. */
    public Object attribute(String name) {
        return Missing.VALUE;
    }

    /** What {@code repr()} gives. */
    public String representation() {
        return "<" + type() + " object>";
    }

    @Override
    public Object[] held() {
        return NOTHING;
    }
}
