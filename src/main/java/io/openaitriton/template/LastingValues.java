package io.openaitriton.template;

import io.openaitriton.template.value.Lasting;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Values that many renderings share: their JSON is written once for each form that templates request. The values are copies. Callers must not change
 * them or their contents. Concurrent renderings may share them.
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
