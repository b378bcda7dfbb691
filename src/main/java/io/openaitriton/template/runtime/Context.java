package io.openaitriton.template.runtime;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.text.KnownTexts;
import java.util.Map;

/** One rendering: its variables, where its output goes, and what it may still use. */
public final class Context implements AutoCloseable {
    /** Levels of the parsed template that may be active at the same time: as many as half a megabyte of stack allows. */
    public static final int MAX_LEVELS = 2000;

    public final Output output;
    public final Limits limits;
    public final Memory memory;
    private final Map<String, ?> globals;
    private final Map<String, ?> variables;
    private final Deadline deadline;
    private int depth;
    private int levels;

    public Context(Limits limits, Map<String, ?> globals, Map<String, ?> variables, KnownTexts known) {
        this.output = new Output(known);
        this.limits = limits;
        this.globals = globals;
        this.variables = variables;
        this.deadline = new Deadline(limits.timeout());
        this.memory = new Memory(limits.memory(), variables, deadline, output);
    }

    /** A variable, else a global, else {@link Missing#VALUE}. */
    Object resolve(String name) {
        Object value = variables.get(name);
        if (value != null || variables.containsKey(name)) {
            return value;
        }
        Object global = globals.get(name);
        return global == null ? Missing.VALUE : global;
    }

    public void step() {
        deadline.step();
    }

    /** Begins a statement: unassigned values from the previous statement are no longer held. */
    public void statement() {
        memory.mark();
        step();
    }

    /** Counts work on so many elements before it is done. */
    public void steps(long count) {
        deadline.steps(count);
    }

    /** Counts work that looks at each character; a machine does a dozen in the time of a step. */
    public void read(long characters) {
        if (characters >= 16) {
            steps(characters >> 4);
        }
    }

    /** Counts a search or comparison, for which machines have instructions that take many characters at once. */
    public void scan(long characters) {
        if (characters >= 256) {
            steps(characters >> 8);
        }
    }

    /** Counts characters that are about to be built, or as much memory. */
    public void grow(long characters) {
        memory.grow(characters);
        scan(characters);
    }

    /** Counts elements of a list that are about to be copied. */
    public void growList(long elements) {
        if (elements >= 64) {
            steps(elements >> 6);
        }
        // two characters are as long as a reference
        memory.grow(elements > Integer.MAX_VALUE ? elements : Memory.OBJECT + 2 * elements);
    }

    public void write(String piece) {
        memory.grow(piece.length());
        output.append(piece);
    }

    /** Goes into a call, whose body has so many levels; {@link #leave} must follow. */
    public void enter(int bodyLevels) {
        levels += bodyLevels;
        if (++depth > limits.depth() || levels > MAX_LEVELS) {
            throw TemplateException.limit("Calls nest too deeply");
        }
    }

    public void leave(int bodyLevels) {
        depth--;
        levels -= bodyLevels;
    }

    /** Refuses values that nest too deeply to be walked through. */
    public void checkDepth(int level) {
        if (level > limits.depth()) {
            throw TemplateException.limit("Values nest deeper than " + limits.depth());
        }
    }

    @Override
    public void close() {
        deadline.close();
    }
}
