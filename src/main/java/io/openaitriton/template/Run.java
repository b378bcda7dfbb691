package io.openaitriton.template;

import java.time.Clock;
import java.util.Map;

/** One rendering: where its output goes and what it may still use. */
final class Run {
    /** Where output goes; a block that captures its output puts another one here for a while. */
    StringBuilder out = new StringBuilder(1024);

    final TemplateLimits limits;
    final Clock clock;
    private final Map<String, ?> variables;
    private long steps;
    private long text;
    private int depth;

    Run(TemplateOptions options, Map<String, ?> variables) {
        this.limits = options.limits();
        this.clock = options.clock();
        this.variables = variables;
        this.steps = limits.steps();
        this.text = limits.text();
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

    void step() {
        if (--steps < 0) {
            throw TemplateException.limit("More than " + limits.steps() + " steps");
        }
    }

    /** Pays for work on so many elements or characters before it is done. */
    void steps(long count) {
        steps -= count;
        if (steps < 0) {
            steps = 0;
            throw TemplateException.limit("More than " + limits.steps() + " steps");
        }
    }

    /** Pays for reading through a text; a machine reads many characters in the time of a step. */
    void scan(long characters) {
        if (characters > 64) {
            steps(characters >> 6);
        }
    }

    /** Pays for characters that are about to be built. */
    void grow(long characters) {
        text -= characters;
        if (text < 0) {
            text = 0;
            throw TemplateException.limit("More than " + limits.text() + " characters of text are built");
        }
    }

    /** Pays for elements of a list that is about to be built. */
    void growList(long elements) {
        steps(elements >> 2);
        grow(elements > Long.MAX_VALUE / 8 ? Long.MAX_VALUE / 2 : elements * 8);
    }

    void write(String piece) {
        grow(piece.length());
        if (out.length() + piece.length() > limits.output()) {
            throw TemplateException.limit("More than " + limits.output() + " characters of output");
        }
        out.append(piece);
    }

    /** Goes one level down in calls; {@link #leave} must follow. */
    void enter() {
        if (++depth > limits.depth()) {
            throw TemplateException.limit("Calls nest deeper than " + limits.depth());
        }
    }

    void leave() {
        depth--;
    }

    /** Refuses values that nest too deeply to be walked through. */
    void checkDepth(int level) {
        if (level > limits.depth()) {
            throw TemplateException.limit("Values nest deeper than " + limits.depth());
        }
    }
}
