package io.openaitriton.template.runtime;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The size of all values that can be reached from others, each counted once, in characters of two bytes. */
final class Reachable {
    /** The memory of an object in addition to its content, such as the header of a text. */
    static final int OBJECT = 20;
    /** Shorter texts are counted each time. */
    private static final int SHARED_TEXT = 256;
    /** An entry of a dictionary, with its place in the table. */
    private static final int ENTRY = 28;

    private final Deadline deadline;
    private final long bound;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long size;

    /** @param bound where counting may stop */
    Reachable(Deadline deadline, long bound) {
        this.deadline = deadline;
        this.bound = bound;
    }

    long size(Object... roots) {
        addAll(roots);
        while (!waiting.isEmpty() && size <= bound) {
            deadline.step();
            visit(waiting.pop());
        }
        return size;
    }

    private void addAll(Object... values) {
        for (Object value : values) {
            add(value);
        }
    }

    /** Texts and numbers are counted here; what may hold others waits, so that no nesting is too deep. */
    private void add(Object value) {
        if (value instanceof String text) {
            if (text.length() < SHARED_TEXT || seen.add(text)) {
                size += OBJECT + text.length();
            }
        } else if (value instanceof BigInteger big) {
            size += OBJECT + (big.bitLength() >> 4);
        } else if (value instanceof Number) {
            size += OBJECT / 2;
        } else if (value != null && !(value instanceof Boolean) && seen.add(value)) {
            size += OBJECT;
            waiting.push(value);
        }
    }

    private void visit(Object value) {
        if (value instanceof Holder holder) {
            size += holder.weight();
            addAll(holder.held());
        } else if (value instanceof Map<?, ?> map) {
            size += (long) ENTRY * map.size();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                add(entry.getKey());
                add(entry.getValue());
            }
        } else if (value instanceof List<?> list) {
            size += 2L * list.size();
            list.forEach(this::add);
        }
    }
}
