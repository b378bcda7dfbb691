package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.text.CodePoints;
import java.util.List;
import java.util.Map;

/** What kind of Python value something is. The world is closed: other Java objects are refused. */
public final class Types {
    private Types() {}

    public static String name(Object value) {
        if (value == null) {
            return "NoneType";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (Numbers.isInteger(value)) {
            return "int";
        }
        if (Numbers.isFloat(value)) {
            return "float";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof List) {
            return value instanceof Tuple ? "tuple" : value instanceof Range ? "range" : "list";
        }
        if (value instanceof PythonObject object) {
            return object.type();
        }
        throw TemplateException.value(
                "A value of " + value.getClass() + " is neither map, list, string, number, boolean nor null");
    }

    public static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value == null) {
            return false;
        }
        if (value instanceof PythonObject object) {
            return object.length() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Long number) {
            return number != 0;
        }
        int length = lengthOrNone(value);
        if (length >= 0) {
            return length > 0;
        }
        Number number = Numbers.of(value);
        if (number != null) {
            return number.doubleValue() != 0;
        }
        name(value);
        return true;
    }

    public static boolean isString(Object value) {
        return value instanceof String || value instanceof Markup;
    }

    /** The text of a string of either kind, else null. */
    public static String text(Object value) {
        return value instanceof String text ? text : value instanceof Markup markup ? markup.text() : null;
    }

    /** The text of a string of either kind, which has to be one. */
    public static String requireText(Object value) {
        String text = text(value);
        if (text == null) {
            throw TemplateException.value("must be str, not " + name(value));
        }
        return text;
    }

    /** What {@code len()} says, or -1 if it would fail. */
    public static int lengthOrNone(Object value) {
        if (value instanceof String text) {
            return CodePoints.length(text);
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        return value instanceof PythonObject object ? object.length() : -1;
    }

    public static long length(Object value) {
        int length = lengthOrNone(value);
        if (length < 0) {
            throw TemplateException.value("object of type '" + name(value) + "' has no len()");
        }
        return length;
    }

    /** A list that is neither tuple nor range. */
    public static boolean isList(Object value) {
        return value instanceof List && !(value instanceof Tuple) && !(value instanceof Range);
    }

    public static boolean isHashable(Object value) {
        return !isList(value) && !(value instanceof Map) && !(value instanceof DictView);
    }
}
