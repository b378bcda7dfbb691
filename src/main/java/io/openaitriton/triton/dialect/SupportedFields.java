package io.openaitriton.triton.dialect;

import io.openaitriton.generation.FieldValues;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.RequestField;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The request fields that a dialect supports, one line for each; it refuses all others. */
final class SupportedFields {
    private final Set<RequestField> supported = EnumSet.noneOf(RequestField.class);
    private final Map<String, Function<FieldValues, Object>> inputs = new LinkedHashMap<>();

    /** A field that the backend takes by its own name. */
    SupportedFields same(RequestField field) {
        return as(field, field.wireName());
    }

    /** A field that the backend takes by another name. */
    SupportedFields as(RequestField field, String input) {
        return as(field, input, values -> values.get(field));
    }

    /** A field whose value the backend takes by another name and in another form. */
    SupportedFields as(RequestField field, String input, Function<FieldValues, Object> value) {
        inputs.put(input, value);
        return otherwise(field);
    }

    /** A field that the dialect sends by itself, because it is not an input of its own. */
    SupportedFields otherwise(RequestField field) {
        supported.add(field);
        return this;
    }

    /** @throws io.openaitriton.generation.ApiException 400, naming the first demanded field that is not supported */
    void require(Generation generation, Dialect dialect) {
        RequestField asked = generation.fields().firstUnsupported(supported);
        if (asked != null) {
            throw FieldErrors.refusal(asked.wireName(), dialect);
        }
    }

    /** Gives the inputs and their values, in the order in which the fields were added; a value is null if the request has none. */
    void send(Generation generation, BiConsumer<String, Object> to) {
        FieldValues values = generation.fields();
        inputs.forEach((input, value) -> to.accept(input, value.apply(values)));
    }
}
