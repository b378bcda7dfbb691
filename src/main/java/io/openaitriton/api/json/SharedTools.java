package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.openaitriton.text.DerivedValues;
import java.io.IOException;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;

/**
 * Tools that several requests share. Nobody can change them, so their hash code, their JSON and what was made of them are remembered. Thread-safe.
 */
public final class SharedTools extends AbstractList<JsonNode> implements RandomAccess, JsonSerializable {
    private final List<JsonNode> tools;
    private final int hash;
    private final DerivedValues derived = new DerivedValues();
    private volatile SerializableString json;

    /** @param tools frozen ones, in a list that nobody else has */
    SharedTools(List<JsonNode> tools) {
        this.tools = tools;
        this.hash = this.tools.hashCode();
    }

    /** A copy of tools, which nobody can change. */
    public static SharedTools of(List<JsonNode> tools) {
        return FrozenJson.list(tools);
    }

    /** Tools that were made of others, shared if those are. */
    public static List<JsonNode> madeOf(List<JsonNode> source, List<JsonNode> made) {
        return source instanceof SharedTools ? of(made) : made;
    }

    /**
     * What a caller makes of tools, remembered if requests share the tools. A failure is not remembered.
     *
     * @param tools null for none
     * @param key one of a few constant values
     * @param make its result must not change, because requests share it
     */
    public static <T> T derived(List<JsonNode> tools, Object key, Supplier<T> make) {
        return tools instanceof SharedTools shared ? shared.derived.of(key, make) : make.get();
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        if (generator instanceof UTF8JsonGenerator
                && generator.getPrettyPrinter() == null
                && generator.getCodec() instanceof ObjectMapper mapper) {
            if (json == null) {
                json = new SerializedString(mapper.writeValueAsString(tools));
            }
            generator.writeRawValue(json);
        } else {
            provider.defaultSerializeValue(tools, generator);
        }
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
            throws IOException {
        serialize(generator, provider);
    }

    @Override
    public JsonNode get(int index) {
        return tools.get(index);
    }

    @Override
    public int size() {
        return tools.size();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || super.equals(other);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
