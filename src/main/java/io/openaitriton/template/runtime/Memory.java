package io.openaitriton.template.runtime;

import io.openaitriton.template.error.TemplateException;
import java.util.Map;

/**
 * The memory that a rendering holds. Built values are added up, which is cheap; only when the sum passes the limit are the values
 * counted that are still held, and again after each further quarter of the limit.
 *
 * <p>Held values are those that variables reach, captured output, and, as an upper bound for values on the stack, everything that
 * the running statements have built since they began. Sizes are in characters of two bytes.
 */
public final class Memory {
    /** The memory of an object in addition to its content, such as the header of a text. */
    public static final int OBJECT = Reachable.OBJECT;
    /** What a rendering may build before it is large. */
    private static final long LARGE = 8 << 20;

    private final Map<String, ?> variables;
    private final Deadline deadline;
    private final Output output;
    private final long bytes;
    private final long bound;
    private long built;
    private long due;
    /** What was built when the innermost running statement began. */
    private long mark;
    /** What the statements around it, whose loops and calls are not at their end, had built for them. */
    private long pinned;

    private Holder innermost;

    Memory(long bytes, Map<String, ?> variables, Deadline deadline, Output output) {
        this.bytes = bytes;
        this.variables = variables;
        this.deadline = deadline;
        this.output = output;
        this.bound = bytes / 2;
        this.due = Math.min(bound, LARGE);
    }

    void grow(long characters) {
        built += characters;
        if (built > due) {
            measure();
        }
    }

    void mark() {
        mark = built;
    }

    /** All that was built so far, whether or not it is still there. */
    public long built() {
        return built;
    }

    /** Holds for a while what the running statement has built so far; it goes on with {@link #release}. */
    public long pin() {
        return pin(built - mark);
    }

    /** Holds so much more for a while. */
    public long pin(long size) {
        pinned += size;
        mark = built;
        return size;
    }

    /** Ends a call within a statement, which has given a value of this size. */
    public void release(long pin, long size) {
        pinned -= pin;
        mark = built - pin - size;
    }

    /** Ends a loop. */
    public void release(long pin) {
        pinned -= pin;
    }

    /** Enters a block with its own variables. Returns what was innermost, for {@link #leave}. */
    Holder enter(Holder scope) {
        Holder outer = innermost;
        innermost = scope;
        return outer;
    }

    void leave(Holder outer) {
        innermost = outer;
    }

    private void measure() {
        deadline.acquire();
        if (built <= bound) {
            due = bound;
            return;
        }
        long held = output.capacity() + pinned + built - mark;
        if (held <= bound) {
            held += new Reachable(deadline, bound - held).size(variables, innermost);
        }
        if (held > bound) {
            throw new TemplateException(
                    TemplateException.Kind.MEMORY, "Rendering takes more than " + bytes + " bytes of memory");
        }
        due = built + Math.max(bound - held, bound / 4);
    }
}
