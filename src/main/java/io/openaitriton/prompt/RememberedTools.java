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
 * Tools as one template is given them, by what they are: an agent sends the same with each step of its work. What the template makes JSON of keeps that as well. Safe to
 * share.
 */
final class RememberedTools {
    /** Characters of tools that are kept, the longest unused going first; with their JSON they take a few times as much. */
    private static final int MOST = 1 << 20;

    private static final int LONGEST = MOST / 2;

    private record Kept(Object value, int characters) {}

    private final Map<Content, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    /** The value that {@code make} has made of the same tools before, or makes now. It must not be changed. */
    Object of(List<JsonNode> tools, Supplier<Object> make) {
        Content content = new Content(tools);
        synchronized (this) {
            Kept known = kept.get(content);
            if (known != null) {
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

    /** The list, its tools, their functions, and the parameters of these: what templates write as JSON. */
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

    /** Tools that are equal when they are so also in the order of their fields, in which templates write them. */
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

        /** Nodes of tools that were read before are the same objects. */
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
