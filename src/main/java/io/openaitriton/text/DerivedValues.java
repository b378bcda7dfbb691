package io.openaitriton.text;

import java.util.Arrays;
import java.util.function.Supplier;

/** The last few values that were derived from a value that never changes, by their keys. Thread-safe. */
public final class DerivedValues {
    /** Most values that are kept. */
    private static final int MOST = 8;

    private Object[] keys = {};
    private Object[] values = {};
    private int next;

    /**
     * The value with this key. A failure is not remembered.
     *
     * @param make creates the value the first time; threads share it, so it must not change
     */
    public <T> T of(Object key, Supplier<T> make) {
        T known = find(key);
        if (known != null) {
            return known;
        }
        T made = make.get();
        synchronized (this) {
            T earlier = find(key);
            if (earlier != null) {
                return earlier;
            }
            if (keys.length < MOST) {
                next = keys.length;
                keys = Arrays.copyOf(keys, next + 1);
                values = Arrays.copyOf(values, next + 1);
            }
            keys[next] = key;
            values[next] = made;
            next = (next + 1) % MOST;
        }
        return made;
    }

    @SuppressWarnings("unchecked")
    private synchronized <T> T find(Object key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return (T) values[i];
            }
        }
        return null;
    }
}
