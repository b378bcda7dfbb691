package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Reachable;
import java.util.Iterator;
import java.util.Map;

/** What {@code items()}, {@code keys()} and {@code values()} give. */
public record DictView(Kind kind, Map<?, ?> map) implements Reachable.Holder {
    public enum Kind {
        ITEMS,
        KEYS,
        VALUES
    }

    @Override
    public Object[] held() {
        return new Object[] {map};
    }

    public Iterator<?> iterator() {
        return switch (kind) {
            case KEYS -> map.keySet().iterator();
            case VALUES -> map.values().iterator();
            case ITEMS -> items(map);
        };
    }

    public static Iterator<Object> items(Map<?, ?> map) {
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
