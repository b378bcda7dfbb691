package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dictionaries, whose keys are equal as in Python: 1, 1.0 and true are one key. */
public final class Dicts {
    private Dicts() {}

    public static Map<Object, Object> create() {
        return new LinkedHashMap<>();
    }

    /** The value, or {@link Missing#VALUE}. */
    public static Object get(Context context, Map<?, ?> map, Object key) {
        if (!Types.isString(key)) {
            checkKey(key);
        }
        return Equality.lookup(context, map, key);
    }

    public static void put(Context context, Map<Object, Object> map, Object key, Object value) {
        if (key instanceof String text) {
            context.read(text.length());
            map.put(key, value);
            return;
        }
        if (key instanceof Markup markup) {
            put(context, map, markup.text(), value);
            return;
        }
        checkKey(key);
        context.steps(1 + (map.size() >> 2));
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String) && Equality.equal(context, entry.getKey(), key)) {
                entry.setValue(value);
                return;
            }
        }
        map.put(key instanceof Tuple tuple ? new Key(tuple) : key, value);
    }

    public static void checkKey(Object key) {
        if (!Types.isHashable(key)) {
            throw TemplateException.value("unhashable type: '" + Types.name(key) + "'");
        }
    }

    /** A tuple whose hash does not go through its elements, which may nest without end. */
    private static final class Key extends Tuple {
        Key(Tuple tuple) {
            super(tuple.toArray());
        }

        @Override
        public int hashCode() {
            return size();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }
}
