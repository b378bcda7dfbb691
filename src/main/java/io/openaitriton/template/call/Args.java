package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Missing;
import java.util.Arrays;

/**
 * The arguments of a call.
 *
 * @param values all of them, those with a name last
 * @param names of the last ones
 */
public record Args(Object[] values, String[] names) {
    private static final String[] UNNAMED = {};
    public static final Args NONE = new Args(new Object[0], UNNAMED);

    public static Args of(Object... values) {
        return new Args(values, UNNAMED);
    }

    public int positional() {
        return values.length - names.length;
    }

    /** The argument at this place, or else {@link Missing#VALUE}. */
    public Object get(int index) {
        return index < values.length ? values[index] : Missing.VALUE;
    }

    public boolean has(int index) {
        return index < values.length && values[index] != Missing.VALUE;
    }

    public Object get(int index, Object absent) {
        return has(index) ? values[index] : absent;
    }

    public Object named(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[positional() + i];
            }
        }
        return Missing.VALUE;
    }

    public Args with(String name, Object value) {
        Object[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = value;
        String[] moreNames = Arrays.copyOf(names, names.length + 1);
        moreNames[names.length] = name;
        return new Args(more, moreNames);
    }

    /** These without the first positional ones. */
    public Args from(int index) {
        return new Args(Arrays.copyOfRange(values, index, values.length), names);
    }
}
