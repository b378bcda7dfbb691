package io.openaitriton.template.value;

import java.util.Map;

/** What {@code namespace()} makes: the one thing whose attributes a template may set. */
public final class Namespace extends PythonObject {
    private final Map<Object, Object> attributes;

    public Namespace(Map<Object, Object> attributes) {
        this.attributes = attributes;
    }

    @Override
    public String type() {
        return "Namespace";
    }

    @Override
    public Object[] held() {
        return new Object[] {attributes};
    }

    public Map<Object, Object> attributes() {
        return attributes;
    }

    public void set(String name, Object value) {
        attributes.put(name, value);
    }
}
