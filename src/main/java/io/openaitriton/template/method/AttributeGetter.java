package io.openaitriton.template.method;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;

/** A path like {@code a.b.0} that filters look up in each element: jinja2.filters.make_attrgetter. */
public final class AttributeGetter {
    private final List<Object> parts = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    public AttributeGetter(Context context, Object path) {
        if (Types.isString(path)) {
            context.steps(Types.text(path).length() >> 3);
            for (String part : Types.text(path).split("\\.", -1)) {
                boolean number =
                        !part.isEmpty() && part.length() < 18 && part.chars().allMatch(Character::isDigit);
                parts.add(number ? (Object) Long.valueOf(part) : part);
            }
        } else if (path != null) {
            parts.add(path);
        }
        parts.forEach(part -> members.add(Member.ofKey(part)));
    }

    public Object of(Context context, Object item) {
        return of(context, item, null);
    }

    /** @param absent what stands for undefined parts, unless null */
    public Object of(Context context, Object item, Object absent) {
        Object value = item;
        for (int i = 0; i < parts.size(); i++) {
            value = Member.item(context, value, parts.get(i), members.get(i));
            if (absent != null && value instanceof Undefined) {
                value = absent;
            }
        }
        return value;
    }

    /** Sorting ignores case by default. */
    public Object key(Context context, Object item, boolean caseSensitive, Object absent) {
        return key(context, of(context, item, absent), caseSensitive);
    }

    public static Object key(Context context, Object value, boolean caseSensitive) {
        if (caseSensitive || !Types.isString(value)) {
            return value;
        }
        String text = Types.text(value);
        context.read(text.length());
        context.grow(text.length());
        return LetterCase.lower(text);
    }
}
