package io.openaitriton.template.method;

import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.List;
import java.util.Map;

/** {@code value[key]}: jinja2.sandbox.SandboxedEnvironment.getitem. */
public final class Items {
    private Items() {}

    public static Object get(Run run, Object value, Object key) {
        return get(run, value, key, null);
    }

    /** @param member {@link Member#ofKey} of the key, or null if it is not known yet */
    public static Object get(Run run, Object value, Object key, Member member) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        Object found = item(run, value, key);
        if (found == Scope.MISSING && Types.isString(key)) {
            found = (member == null ? Member.ofKey(key) : member).attribute(run, value);
        }
        return found == Scope.MISSING ? Undefined.of(value, key) : found;
    }

    /** The item alone, or {@link Scope#MISSING}. */
    static Object item(Run run, Object value, Object key) {
        if (value instanceof String && key instanceof String) {
            return Scope.MISSING;
        }
        if (value instanceof Map<?, ?> map) {
            return Types.isHashable(key) ? Dicts.get(run, map, key) : Scope.MISSING;
        }
        boolean indexed = value instanceof List || Types.isString(value);
        if (!indexed || Numbers.isFloat(key) || Numbers.of(key) == null) {
            return Scope.MISSING;
        }
        if (!(value instanceof List)) {
            run.scan(Types.text(value).length());
        }
        long size = Types.length(value);
        long index = Numbers.integer(key);
        if (index < 0) {
            index += size;
        }
        if (index < 0 || index >= size) {
            return Scope.MISSING;
        }
        if (value instanceof List<?> list) {
            return list.get((int) index);
        }
        String character = CodePoints.at(Types.text(value), index);
        return value instanceof Markup ? new Markup(character) : character;
    }
}
