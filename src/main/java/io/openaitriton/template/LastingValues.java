package io.openaitriton.template;

import io.openaitriton.template.value.Lasting;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Values that are given to many renderings: their JSON is written once for each form that templates ask for. They are copies, which must not be changed, and nor
 * must what they hold. Any number of renderings may have them at a time.
 */
public final class LastingValues {
    private LastingValues() {}

    /** A dictionary with these entries. */
    public static Map<String, Object> map(Map<String, ?> entries) {
        return Lasting.of(entries);
    }

    /** A list with these elements. */
    public static List<Object> list(Collection<?> elements) {
        return Lasting.of(elements);
    }
}
