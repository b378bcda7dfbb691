package io.openaitriton.template;

import java.util.List;
import java.util.Map;

/** How much there is in the variables of a rendering: what its bounds grow with. */
final class InputSize {
    /** Characters that an element of a list or dictionary counts as. */
    static final int ELEMENT = 16;

    private InputSize() {}

    /** Characters of the texts, and so many for each element; what nests deeper than {@code depth} is left out. */
    static long of(Object value, int depth) {
        if (value instanceof String text) {
            return text.length();
        }
        long size = 0;
        if (value instanceof Map<?, ?> map && depth > 0) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += ELEMENT + of(entry.getKey(), depth - 1) + of(entry.getValue(), depth - 1);
            }
        } else if (value instanceof List<?> list && depth > 0) {
            for (Object item : list) {
                size += ELEMENT + of(item, depth - 1);
            }
        }
        return size;
    }
}
