package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Environment;
import io.openaitriton.template.call.Test;
import java.time.Clock;
import java.util.Map;

/** Everything that templates can use: the filters, tests and functions of Jinja2, and those that transformers adds. */
public final class Builtins {
    private static final FilterTable FILTERS = new FilterTable();
    private static final Map<String, Test> TESTS = Tests.byName(FILTERS.byName().keySet());

    static {
        Filters.register(FILTERS);
        TextFilters.register(FILTERS);
        SequenceFilters.register(FILTERS);
        Selection.register(FILTERS, TESTS);
    }

    private Builtins() {}

    /** @param clock what {@code strftime_now} reads, in its own zone */
    public static Environment environment(Clock clock) {
        return new Environment(FILTERS.byName(), TESTS, Globals.byName(clock));
    }
}
