package io.openaitriton.template;

/**
 * What one rendering may use. Exceeding a limit ends it with a {@link io.openaitriton.template.error.TemplateException} of kind
 * {@code TIME}, {@code MEMORY} or {@code LIMIT}.
 *
 * <p>Time and memory are the resources that long conversations and attacks share; the numbers of messages, characters and loops
 * have no separate limits.
 *
 * @param timeout milliseconds that a rendering may run; the wait of long renderings for their turn does not count
 * @param memory bytes that a rendering may hold at the same time: its variables, values built from them, and its output. Text
 *     counts two bytes for a character. Values that the template no longer holds do not count
 * @param depth nesting of the source, of macro calls, and of values that are printed or compared
 * @param range elements of a {@code range()}; Jinja's sandbox has 100,000
 * @param source characters of the template itself
 */
public record TemplateLimits(long timeout, long memory, int depth, int range, int source) {
    /** Two seconds and 128 MiB: a hundred times what common templates need for thousands of messages or for megabytes. */
    public static final TemplateLimits DEFAULT = new TemplateLimits(2_000, 128L << 20, 200, 100_000, 256 << 10);

    /** Refuses limits that would allow nothing. */
    public TemplateLimits {
        if (timeout <= 0 || memory <= 0 || depth <= 0 || range < 0 || source <= 0) {
            throw new IllegalArgumentException("Limits of a template must be positive");
        }
    }

    /** With this time, in milliseconds. */
    public TemplateLimits withTimeout(long timeout) {
        return new TemplateLimits(timeout, memory, depth, range, source);
    }

    /** With this memory, in bytes. */
    public TemplateLimits withMemory(long memory) {
        return new TemplateLimits(timeout, memory, depth, range, source);
    }
}
