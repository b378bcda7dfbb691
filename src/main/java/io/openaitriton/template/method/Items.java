package io.openaitriton.template.method;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import java.util.List;
import java.util.Map;

/** Elements of lists, values of dictionaries and characters of strings. */
final class Items {
    private Items() {}

    /** The item, or {@link Missing#VALUE}. */
    static Object get(Context context, Object value, Object key) {
        if (value instanceof String && key instanceof String) {
            return Missing.VALUE;
        }
        if (value instanceof Map<?, ?> map) {
            return Types.isHashable(key) ? Dicts.get(context, map, key) : Missing.VALUE;
        }
        boolean indexed = value instanceof List || Types.isString(value);
        if (!indexed || Numbers.isFloat(key) || Numbers.of(key) == null) {
            return Missing.VALUE;
        }
        if (!(value instanceof List)) {
            context.scan(Types.text(value).length());
        }
        long size = Types.length(value);
        long index = Integers.of(key);
        if (index < 0) {
            index += size;
        }
        if (index < 0 || index >= size) {
            return Missing.VALUE;
        }
        if (value instanceof List<?> list) {
            return list.get((int) index);
        }
        String character = CodePoints.at(Types.text(value), index);
        return value instanceof Markup ? new Markup(character) : character;
    }
}
