package io.openaitriton.triton.enforce;

import io.openaitriton.response.CallWriting;
import io.openaitriton.response.ResponseFormat;

/**
 * How a family of models writes calls, as far as a structural tag can say it.
 *
 * @param sectionBegin what stands before the first call of several; empty for families without such a section
 * @param callBegin what stands before the arguments of a call, with {@code {name}} for the tool's name, and {@code {index}} for a number
 * @param tags whether the arguments are tags, {@code <parameter=NAME>}, and not JSON
 * @param callEnd what stands after the arguments
 * @param separator what stands between the calls of a section
 * @param sectionEnd what stands after the last call of a section
 */
record CallMarkup(
        String sectionBegin, String callBegin, boolean tags, String callEnd, String separator, String sectionEnd) {
    static final String NAME = "{name}";
    static final String INDEX = "{index}";

    /** How the family of a model writes calls; null for one whose calls no structural tag can describe. */
    static CallMarkup of(ResponseFormat format) {
        CallWriting writing = format.tools() == null ? null : format.tools().writing();
        return writing == null
                ? null
                : new CallMarkup(
                        writing.sectionBegin(),
                        writing.callBegin(),
                        writing.arguments() == CallWriting.Arguments.QWEN_TAGS,
                        writing.callEnd(),
                        writing.separator(),
                        writing.sectionEnd());
    }

    boolean hasSection() {
        return !sectionBegin.isEmpty();
    }
}
