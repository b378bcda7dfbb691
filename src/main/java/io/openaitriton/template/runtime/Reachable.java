package io.openaitriton.template.runtime;

import io.openaitriton.template.value.Range;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The size of all values that can be reached from others, each counted once, in characters of two bytes. */
public final class Reachable {
    /** Shorter texts are counted each time. */
    private static final int SHARED_TEXT = 256;
    /** An entry of a dictionary, with its place in the table. */
    private static final int ENTRY = 28;

    private final Run run;
    private final long bound;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long size;

    /** @param bound where counting may stop */
    Reachable(Run run, long bound) {
        this.run = run;
        this.bound = bound;
    }

    long size(Object... roots) {
        addAll(roots);
        while (!waiting.isEmpty() && size <= bound) {
            run.step();
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
                size += Memory.OBJECT + text.length();
            }
        } else if (value instanceof BigInteger big) {
            size += Memory.OBJECT + (big.bitLength() >> 4);
        } else if (value instanceof Number) {
            size += Memory.OBJECT / 2;
        } else if (value != null && !(value instanceof Boolean) && seen.add(value)) {
            size += Memory.OBJECT;
            waiting.push(value);
        }
    }

    private void visit(Object value) {
        if (value instanceof Map<?, ?> map) {
            size += (long) ENTRY * map.size();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                add(entry.getKey());
                add(entry.getValue());
            }
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            size += 2L * list.size();
            list.forEach(this::add);
        } else if (value instanceof Scope scope) {
            size += 2L * scope.slots.length;
            addAll(scope.slots);
            addAll(scope.parent, scope.below);
        } else if (value instanceof Holder holder) {
            size += holder.weight();
            addAll(holder.held());
        }
    }

    /** A value that holds others. */
    public interface Holder {
        Object[] held();

        /** What it holds beside these. */
        default long weight() {
            return 0;
        }
    }
}
