package io.openaitriton.call;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import java.util.Collection;

/** Names of JSON types for Java types, for error messages. A type that JSON writes in several shapes describes them itself. */
final class JsonTypes {
    private JsonTypes() {}

    static String of(Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type == Boolean.class) {
            return "a boolean";
        }
        if (type == Integer.class || type == int.class) {
            return "an integer of at most 32 bits";
        }
        if (type == Long.class || type == long.class) {
            return "an integer of at most 64 bits";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == String.class) {
            return "a string";
        }
        JsonClassDescription shape = type.getAnnotation(JsonClassDescription.class);
        if (shape != null) {
            return shape.value();
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }
}
