package io.openaitriton.template;

import java.util.Iterator;
import java.util.Map;

/** What {@code items()}, {@code keys()} and {@code values()} give. */
record DictView(Kind kind, Map<?, ?> map) implements Reachable.Holder {
    enum Kind {
        ITEMS,
        KEYS,
        VALUES
    }

    @Override
    public Object[] held() {
        return new Object[] {map};
    }

    Iterator<?> iterator() {
        return switch (kind) {
            case KEYS -> map.keySet().iterator();
            case VALUES -> map.values().iterator();
            case ITEMS -> items(map);
        };
    }

    static Iterator<Object> items(Map<?, ?> map) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public Object next() {
                Map.Entry<?, ?> entry = entries.next();
                return new Tuple(entry.getKey(), entry.getValue());
            }
        };
    }
}
