package io.openaitriton.generation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of a request's {@link RequestField}s; a field that is absent or null has no value. */
public final class FieldValues {
    private final Map<RequestField, Object> values = new EnumMap<>(RequestField.class);

    /** A value, or null for none. */
    public FieldValues with(RequestField field, Object value) {
        if (value != null) {
            values.put(field, value);
        }
        return this;
    }

    /** Without the value of a field. */
    public FieldValues without(RequestField field) {
        values.remove(field);
        return this;
    }

    /** The value of a field, or null. */
    public Object get(RequestField field) {
        return values.get(field);
    }

    /** The value of a field that is a whole number. */
    public Optional<Integer> integer(RequestField field) {
        return Optional.ofNullable((Integer) values.get(field));
    }

    /** The first field that demands something and is not supported; null if all are. */
    public RequestField firstUnsupported(Set<RequestField> supported) {
        for (Map.Entry<RequestField, Object> value : values.entrySet()) {
            RequestField field = value.getKey();
            if (!supported.contains(field) && field.asks(value.getValue(), this)) {
                return field;
            }
        }
        return null;
    }
}
