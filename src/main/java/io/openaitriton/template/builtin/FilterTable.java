package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Filter;
import io.openaitriton.template.call.Signature;
import java.util.HashMap;
import java.util.Map;

/** Filters by name, while they are registered. */
final class FilterTable {
    private final Map<String, Filter> byName = new HashMap<>();

    /** @param parameters as {@link Signature} reads them, or null if the filter binds its arguments itself */
    void add(String name, String parameters, Filter.Body body) {
        byName.put(name, new Filter(parameters == null ? null : new Signature(name, parameters), body));
    }

    void alias(String name, String of) {
        byName.put(name, byName.get(of));
    }

    Map<String, Filter> byName() {
        return byName;
    }
}
