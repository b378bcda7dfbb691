package io.openaitriton.response;

/**
 * What a family of models writes around the arguments of calls, so that a grammar can demand it.
 *
 * @param sectionBegin before the first of several calls; empty for families without such a section
 * @param callBegin before the arguments of a call, with {@code {name}} for the tool's name, and {@code {index}} for a number from 0
 * @param arguments how the arguments are written
 * @param callEnd behind the arguments
 * @param separator between two calls
 * @param sectionEnd behind the last call
 */
public record CallWriting(
        String sectionBegin,
        String callBegin,
        Arguments arguments,
        String callEnd,
        String separator,
        String sectionEnd) {
    /** How arguments are written. */
    public enum Arguments {
        /** As a JSON object. */
        JSON,
        /** As Qwen3-Coder does: {@code <parameter=NAME>} and {@code </parameter>} around each. */
        QWEN_TAGS
    }
}
