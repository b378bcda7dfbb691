package io.openaitriton.template.call;

import java.util.Map;

/** Everything that a template can call by name. Filters and tests are looked up during parsing, functions during rendering. */
public record Environment(Map<String, Filter> filters, Map<String, Test> tests, Map<String, Object> globals) {}
