package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import java.util.Collections;
import java.util.Iterator;

/**
 * The value of a missing name or item: empty as text, false, without elements, and an error in any other use.
 */
public final class Undefined extends PythonObject {
    private final String hint;
    private final Object owner;
    private final Object key;
    private final boolean forbidden;

    private Undefined(String hint, Object owner, Object key, boolean forbidden) {
        this.hint = hint;
        this.owner = owner;
        this.key = key;
        this.forbidden = forbidden;
    }

    public static Undefined name(String name) {
        return new Undefined("'" + name + "' is undefined", null, null, false);
    }

    public static Undefined because(String hint) {
        return new Undefined(hint, null, null, false);
    }

    public static Undefined of(Object owner, Object key) {
        return new Undefined(null, owner, key, false);
    }

    /** A method that the sandbox keeps from templates. */
    public static Undefined forbidden(Object owner, String attribute) {
        return new Undefined(null, owner, attribute, true);
    }

    @Override
    public String type() {
        return "Undefined";
    }

    @Override
    public int length() {
        return 0;
    }

    @Override
    public Iterator<?> iterator() {
        return Collections.emptyIterator();
    }

    @Override
    public boolean isIterable() {
        return true;
    }

    @Override
    public String representation() {
        return "Undefined";
    }

    @Override
    public Object[] held() {
        return new Object[] {owner, key};
    }

    public TemplateException used() {
        TemplateException.Kind kind = forbidden ? TemplateException.Kind.SECURITY : TemplateException.Kind.UNDEFINED;
        return new TemplateException(kind, message());
    }

    private String message() {
        if (hint != null) {
            return hint;
        }
        if (forbidden) {
            return "access to attribute '" + key + "' of '" + Types.name(owner) + "' object is unsafe.";
        }
        String name = owner == null ? "None" : Types.name(owner) + " object";
        return key instanceof String
                ? "'" + name + "' has no attribute '" + key + "'"
                : name + " has no element " + (Numbers.of(key) == null ? Types.name(key) : key);
    }
}
