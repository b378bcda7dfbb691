package io.openaitriton.template;

import java.util.Map;

/** What {@code namespace()} makes: the one thing whose attributes a template may set. */
final class Namespace implements Reachable.Holder {
    private final Map<Object, Object> attributes;

    Namespace(Map<Object, Object> attributes) {
        this.attributes = attributes;
    }

    @Override
    public Object[] held() {
        return new Object[] {attributes};
    }

    Map<Object, Object> attributes() {
        return attributes;
    }

    void set(String name, Object value) {
        attributes.put(name, value);
    }
}
