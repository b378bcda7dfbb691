package io.openaitriton.template;

import java.time.Clock;
import java.util.Map;

/** One rendering: where its output goes and what it may still use. */
final class Run {
    /** Levels of the parsed template that may be active at once: what half a megabyte of stack is good for. */
    static final int MAX_LEVELS = 2000;

    /** Where output goes; a block that captures its output puts another one here for a while. */
    StringBuilder out;

    final TemplateLimits limits;
    final Clock clock;
    private final Map<String, ?> variables;
    private long steps;
    private long text;
    private long output;
    private int depth;
    private int levels;
    private boolean grown;

    /** @param expected characters of output */
    Run(TemplateOptions options, Map<String, ?> variables, int expected) {
        this.out = new StringBuilder(expected);
        this.limits = options.limits();
        this.clock = options.clock();
        this.variables = variables;
        this.steps = limits.steps();
        this.text = limits.text();
        this.output = limits.output();
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
            checkSteps();
        }
    }

    /** Pays for work on so many elements before it is done. */
    void steps(long count) {
        steps -= count;
        if (steps < 0) {
            checkSteps();
        }
    }

    private void checkSteps() {
        growWithInput();
        if (steps < 0) {
            throw TemplateException.limit("More steps than the " + limits.steps() + " and one for each of the input");
        }
    }

    /** Pays for work that looks at each character; a machine does dozens in the time of a step. */
    void read(long characters) {
        if (characters >= 32) {
            steps(characters >> 5);
        }
    }

    /** Pays for a search or comparison, for which machines have instructions that take many characters at once. */
    void scan(long characters) {
        if (characters >= 256) {
            steps(characters >> 8);
        }
    }

    /** Pays for characters that are about to be built. */
    void grow(long characters) {
        text -= characters;
        if (text < 0) {
            growWithInput();
            if (text < 0) {
                throw TemplateException.limit("More text is built than the " + limits.text() + " characters and "
                        + TemplateLimits.TEXT_GROWTH + " for each of the input");
            }
        }
    }

    /** Pays for elements of a list that are about to be copied. */
    void growList(long elements) {
        if (elements >= 64) {
            steps(elements >> 6);
        }
        // two characters are as long as a reference
        grow(elements > Integer.MAX_VALUE ? elements : 2 * elements);
    }

    void write(String piece) {
        int length = piece.length();
        grow(length);
        if (out.length() + (long) length > output) {
            growWithInput();
            if (out.length() + (long) length > output) {
                throw TemplateException.limit("More output than the " + limits.output() + " characters and "
                        + TemplateLimits.OUTPUT_GROWTH + " for each of the input");
            }
        }
        out.append(piece);
    }

    /** Writes the result of a block, which Jinja2 joins to the output as it is: it must be text. */
    void writeText(Object value) {
        String text = Types.text(value);
        if (text == null) {
            throw TemplateException.value("expected str instance, " + Types.name(value) + " found");
        }
        write(text);
    }

    /** The bounds are for an empty input. How large it is, is only found out when they are passed. */
    private void growWithInput() {
        if (!grown) {
            grown = true;
            long size = InputSize.of(variables, limits.depth());
            steps += size;
            text += TemplateLimits.TEXT_GROWTH * size;
            output += TemplateLimits.OUTPUT_GROWTH * size;
        }
    }

    /** Goes into a call, whose body has so many levels; {@link #leave} must follow. */
    void enter(int bodyLevels) {
        levels += bodyLevels;
        if (++depth > limits.depth() || levels > MAX_LEVELS) {
            throw TemplateException.limit("Calls nest too deeply");
        }
    }

    void leave(int bodyLevels) {
        depth--;
        levels -= bodyLevels;
    }

    /** Refuses values that nest too deeply to be walked through. */
    void checkDepth(int level) {
        if (level > limits.depth()) {
            throw TemplateException.limit("Values nest deeper than " + limits.depth());
        }
    }
}
