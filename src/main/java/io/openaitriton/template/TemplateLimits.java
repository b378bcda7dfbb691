package io.openaitriton.template;

/**
 * What one rendering may use. Passing a bound ends it with a {@link TemplateException} of kind {@code LIMIT}.
 *
 * @param steps statements, loop passes, calls, filters and compared or copied elements
 * @param output characters of the result
 * @param text characters of all strings that are built on the way, eight for each element of a list; what bounds the
 *     memory
 * @param depth nesting of the source, of macro calls, and of values that are printed or compared
 * @param range elements of a {@code range()}; Jinja's sandbox has 100,000
 */
public record TemplateLimits(long steps, int output, long text, int depth, int range) {

    /** Fits prompts of a million tokens, and ends a hostile template within a fraction of a second. */
    public static final TemplateLimits DEFAULT = new TemplateLimits(200_000, 4 << 20, 8 << 20, 200, 100_000);

    /** Refuses bounds that would let nothing pass. */
    public TemplateLimits {
        if (steps <= 0 || output <= 0 || text <= 0 || depth <= 0 || range < 0) {
            throw new IllegalArgumentException("Limits of a template must be positive");
        }
    }
}
