package io.openaitriton.template.runtime;

import io.openaitriton.template.TemplateLimits;
import io.openaitriton.template.TemplateOptions;
import io.openaitriton.template.builtin.Globals;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.value.Types;
import java.time.Clock;
import java.util.Map;

/** One rendering: where its output goes and what it may still use. */
public final class Run implements AutoCloseable {
    /** Levels of the parsed template that may be active at once: what half a megabyte of stack is good for. */
    public static final int MAX_LEVELS = 2000;

    /** Where output goes; a block that captures its output puts another one here for a while. */
    public StringBuilder out;

    public final TemplateLimits limits;
    public final Clock clock;
    public final Memory memory;
    private final Map<String, ?> variables;
    private final Deadline deadline;
    private long steps = Deadline.STEPS;
    private int depth;
    private int levels;

    /** @param expected characters of output */
    public Run(TemplateOptions options, Map<String, ?> variables, int expected) {
        this.out = new StringBuilder(expected);
        this.limits = options.limits();
        this.clock = options.clock();
        this.variables = variables;
        this.deadline = new Deadline(limits.timeout());
        this.memory = new Memory(this, variables, deadline);
    }

    /** A variable, else a global function, else {@link Scope#MISSING}. */
    Object resolve(String name) {
        Object value = variables.get(name);
        if (value != null || variables.containsKey(name)) {
            return value;
        }
        Object global = Globals.BY_NAME.get(name);
        return global == null ? Scope.MISSING : global;
    }

    public void step() {
        if (--steps < 0) {
            look();
        }
    }

    /** Begins a statement: nothing is held that the expressions of the one before it have built and not assigned. */
    public void statement() {
        memory.mark();
        step();
    }

    /** Counts work on so many elements before it is done. */
    public void steps(long count) {
        steps -= count;
        if (steps < 0) {
            look();
        }
    }

    private void look() {
        long taken = Deadline.STEPS - steps;
        steps = Deadline.STEPS;
        deadline.look(taken);
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
        out.append(piece);
    }

    /** Writes the result of a block, which Jinja2 joins to the output as it is: it must be text. */
    public void writeText(Object value) {
        String text = Types.text(value);
        if (text == null) {
            throw TemplateException.value("expected str instance, " + Types.name(value) + " found");
        }
        write(text);
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
