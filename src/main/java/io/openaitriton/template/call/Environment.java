package io.openaitriton.template.call;

import java.util.Map;

/** What a template can call by name. Filters and tests are looked up while it is parsed, functions while it is rendered. */
public record Environment(Map<String, Filter> filters, Map<String, Test> tests, Map<String, Object> globals) {}
