package io.openaitriton.template.value;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** What {@code items()}, {@code keys()} and {@code values()} give. */
public final class DictView extends PythonObject {
    public enum Kind {
        ITEMS,
        KEYS,
        VALUES
    }

    private final Kind kind;
    private final Map<?, ?> map;

    public DictView(Kind kind, Map<?, ?> map) {
        this.kind = kind;
        this.map = map;
    }

    public Kind kind() {
        return kind;
    }

    public Map<?, ?> map() {
        return map;
    }

    @Override
    public String type() {
        return "dict_" + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int length() {
        return map.size();
    }

    @Override
    public boolean isIterable() {
        return true;
    }

    @Override
    public Object[] held() {
        return new Object[] {map};
    }

    @Override
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
