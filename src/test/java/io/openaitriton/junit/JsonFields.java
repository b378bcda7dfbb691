package io.openaitriton.junit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that the components of records have in JSON. */
public final class JsonFields {
    private JsonFields() {}

    /** Fields of all these records. */
    public static Set<String> of(Class<?>... records) {
        return Stream.of(records)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .map(JsonFields::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name that a component has in JSON. */
    public static String name(RecordComponent component) {
        JsonProperty json = component.getAccessor().getAnnotation(JsonProperty.class);
        return json == null || json.value().isEmpty() ? component.getName() : json.value();
    }
}
