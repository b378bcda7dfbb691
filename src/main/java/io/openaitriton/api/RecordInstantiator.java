package io.openaitriton.api;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.impl.PropertyValueBuffer;
import com.fasterxml.jackson.databind.deser.std.StdValueInstantiator;
import java.io.IOException;

/**
 * Makes records of which most components are null. Jackson would ask the deserializer of each component that is not in the JSON
 * for the value of absence, which took most of the time for a request, and here is null for all but primitives.
 */
final class RecordInstantiator extends StdValueInstantiator {
    private static final long serialVersionUID = 1;

    RecordInstantiator(StdValueInstantiator jackson) {
        super(jackson);
    }

    @Override
    public Object createFromObjectWith(
            DeserializationContext context, SettableBeanProperty[] components, PropertyValueBuffer values)
            throws IOException {
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            if (values.hasParameter(components[i]) || components[i].getType().isPrimitive()) {
                arguments[i] = values.getParameter(components[i]);
            }
        }
        return createFromObjectWith(context, arguments);
    }
}
