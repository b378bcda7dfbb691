package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.text.CodePoints;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Going through a value's elements. */
public final class Iteration {
    private Iteration() {}

    public static Iterator<?> of(Context context, Object value) {
        Iterator<?> iterator = orNone(value);
        if (iterator == null) {
            throw TemplateException.value("'" + Types.name(value) + "' object is not iterable");
        }
        return iterator;
    }

    /** The elements, or null if the value has none. */
    public static Iterator<?> orNone(Object value) {
        if (value instanceof List<?> list) {
            return list.iterator();
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().iterator();
        }
        if (Types.isString(value)) {
            return characters(Types.text(value));
        }
        return value instanceof PythonObject object ? object.iterator() : null;
    }

    public static boolean isIterable(Object value) {
        return value instanceof List
                || value instanceof Map
                || Types.isString(value)
                || value instanceof PythonObject object && object.isIterable();
    }

    public static List<Object> toList(Context context, Object value) {
        Iterator<?> iterator = of(context, value);
        List<Object> list = new ArrayList<>();
        while (iterator.hasNext()) {
            context.grow(2 + Memory.OBJECT);
            context.step();
            list.add(iterator.next());
        }
        return list;
    }

    private static Iterator<String> characters(String text) {
        return new Iterator<>() {
            private int offset;

            @Override
            public boolean hasNext() {
                return offset < text.length();
            }

            @Override
            public String next() {
                String character = CodePoints.text(text.codePointAt(offset));
                offset += character.length();
                return character;
            }
        };
    }
}
