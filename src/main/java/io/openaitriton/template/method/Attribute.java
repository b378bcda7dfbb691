package io.openaitriton.template.method;

import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;

/** A path like {@code a.b.0} that filters look up in each element: jinja2.filters.make_attrgetter. */
public final class Attribute {
    private final List<Object> parts = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    public Attribute(Run run, Object path) {
        if (Types.isString(path)) {
            run.steps(Types.text(path).length() >> 3);
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

    public Object of(Run run, Object item) {
        return of(run, item, null);
    }

    /** @param absent what stands for undefined parts, unless null */
    public Object of(Run run, Object item, Object absent) {
        Object value = item;
        for (int i = 0; i < parts.size(); i++) {
            value = Member.item(run, value, parts.get(i), members.get(i));
            if (absent != null && value instanceof Undefined) {
                value = absent;
            }
        }
        return value;
    }

    /** Sorting ignores case unless told. */
    public Object key(Run run, Object item, boolean caseSensitive, Object absent) {
        return key(run, of(run, item, absent), caseSensitive);
    }

    public static Object key(Run run, Object value, boolean caseSensitive) {
        if (caseSensitive || !Types.isString(value)) {
            return value;
        }
        String text = Types.text(value);
        run.read(text.length());
        run.grow(text.length());
        return LetterCase.lower(text);
    }
}
