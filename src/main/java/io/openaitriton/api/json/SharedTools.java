package io.openaitriton.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tools that several requests share. Nobody can change them, so their hash code and the checks that they passed are remembered. */
public final class SharedTools extends AbstractList<JsonNode> implements RandomAccess {
    private final List<JsonNode> tools;
    private final int hash;
    private final Set<Object> passed = ConcurrentHashMap.newKeySet();

    /** @param tools frozen ones, in a list that nobody else has */
    SharedTools(List<JsonNode> tools) {
        this.tools = tools;
        this.hash = this.tools.hashCode();
    }

    /** Whether they passed this check before. */
    public boolean hasPassed(Object check) {
        return passed.contains(check);
    }

    /** Notes that they passed a check, one of a few constant values. */
    public void pass(Object check) {
        passed.add(check);
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
