package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.template.LastingValues;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The tools that a template gets, remembered by their content: an agent sends the same tools with each step. Their JSON is remembered as well.
 * Thread-safe.
 */
final class RememberedTools {
    /** Characters of tools to keep; the least recently used are dropped first. With their JSON they take a few times as much memory. */
    private static final int MOST = 1 << 20;

    private static final int LONGEST = MOST / 2;

    private record Kept(Object value, int characters) {}

    private final Map<Content, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    /** The value that {@code make} creates from these tools, or created from equal tools before. Callers must not change it. */
    Object of(List<JsonNode> tools, Supplier<Object> make) {
        Content content = new Content(tools);
        synchronized (this) {
            Kept known = kept.remove(content);
            if (known != null) {
                // with these objects as the key, they are found by comparing references next time
                kept.put(content, known);
                return known.value();
            }
        }
        Object value = make.get();
        int size = characters(value);
        if (size > LONGEST) {
            return value;
        }
        Object lasting = lasting(value);
        synchronized (this) {
            Kept same = kept.put(content, new Kept(lasting, size));
            characters += size - (same == null ? 0 : same.characters());
            Iterator<Kept> oldest = kept.values().iterator();
            while (characters > MOST) {
                characters -= oldest.next().characters();
                oldest.remove();
            }
        }
        return lasting;
    }

    private static int characters(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        int sum = 8;
        if (value instanceof List<?> list) {
            for (Object element : list) {
                sum += characters(element);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += ((String) entry.getKey()).length() + characters(entry.getValue());
            }
        }
        return sum;
    }

    /** Remembers the JSON of the list, its tools, their functions and parameters: the values that templates write as JSON. */
    private static Object lasting(Object tools) {
        return tools instanceof List<?> list
                ? LastingValues.list(list.stream().map(RememberedTools::tool).toList())
                : tools;
    }

    private static Object tool(Object tool) {
        return with(
                tool, "function", function -> with(function, "parameters", parameters -> with(parameters, null, null)));
    }

    @SuppressWarnings("unchecked")
    private static Object with(Object value, String inner, UnaryOperator<Object> lasting) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> dict = new LinkedHashMap<>((Map<String, Object>) map);
        if (inner != null && dict.containsKey(inner)) {
            dict.put(inner, lasting.apply(dict.get(inner)));
        }
        return LastingValues.map(dict);
    }

    /** Tools that are equal only if their fields have the same order, because templates write them in this order. */
    private record Content(List<JsonNode> tools) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && same(tools.iterator(), content.tools.iterator());
        }

        @Override
        public int hashCode() {
            return tools.hashCode();
        }

        private static boolean same(Iterator<JsonNode> one, Iterator<JsonNode> other) {
            while (one.hasNext() && other.hasNext()) {
                if (!same(one.next(), other.next())) {
                    return false;
                }
            }
            return one.hasNext() == other.hasNext();
        }

        /** Repeated tools are usually the same objects, so comparing references is the fast path. */
        private static boolean same(JsonNode one, JsonNode other) {
            if (one == other) {
                return true;
            }
            if (one == null
                    || other == null
                    || one.getNodeType() != other.getNodeType()
                    || one.size() != other.size()) {
                return false;
            }
            if (!one.isContainerNode()) {
                return one.equals(other);
            }
            return (one.isArray() || sameNames(one.fieldNames(), other.fieldNames()))
                    && same(one.elements(), other.elements());
        }

        private static boolean sameNames(Iterator<String> one, Iterator<String> other) {
            while (one.hasNext()) {
                if (!one.next().equals(other.next())) {
                    return false;
                }
            }
            return true;
        }
    }
}
