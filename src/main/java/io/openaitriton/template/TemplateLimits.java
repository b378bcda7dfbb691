package io.openaitriton.template;

/**
 * What one rendering may use. Passing a bound ends it with a {@link TemplateException} of kind {@code LIMIT}.
 *
 * <p>Every operation pays steps for the work it does (elements compared, characters read) and characters for the text it
 * builds, so that the bounds hold for any template. Long conversations need more than short ones: each character of the
 * variables, and each element counted as {@value InputSize#ELEMENT} characters, adds one to {@code steps},
 * {@value #TEXT_GROWTH} to {@code text} and {@value #OUTPUT_GROWTH} to {@code output}. What costs a template as much as
 * the square of its input passes these bounds sooner or later; what costs as much as the input does not.
 *
 * @param steps statements, loop passes, calls, operators, elements compared or copied, and portions of characters read,
 *     for an empty input
 * @param output characters of the result, for an empty input
 * @param text characters of all strings that are built on the way, and two for each element of a list, for an empty
 *     input; what bounds the memory
 * @param depth nesting of the source, of macro calls, and of values that are printed or compared
 * @param range elements of a {@code range()}; Jinja's sandbox has 100,000
 * @param source characters of the template itself
 */
public record TemplateLimits(long steps, int output, long text, int depth, int range, int source) {
    static final int TEXT_GROWTH = 16;
    static final int OUTPUT_GROWTH = 8;

    /**
     * Lets a conversation of thousands of messages or of megabytes through every common template, and ends a hostile
     * template within a fraction of a second.
     */
    public static final TemplateLimits DEFAULT = new TemplateLimits(100_000, 2 << 20, 3 << 20, 200, 100_000, 256 << 10);

    /** Refuses bounds that would let nothing pass. */
    public TemplateLimits {
        if (steps <= 0 || output <= 0 || text <= 0 || depth <= 0 || range < 0 || source <= 0) {
            throw new IllegalArgumentException("Limits of a template must be positive");
        }
    }
}
