package io.openaitriton.response;

import java.util.List;
import java.util.Set;

/**
 * How a family of models writes a tool call.
 *
 * @param open expressions of the mark before calls, with the groups {@code name} and {@code id} if it has them, and
 *     {@code content} for text that is read again as part of the call
 * @param ends expressions of marks that end calls, complete or not
 * @param strays expressions of other text right after a call that has no meaning
 * @param content the text after the mark
 * @param where the mark counts
 * @param offered whether it is a call only if the request has the tool
 * @param keys of JSON objects, for {@link Content#JSON_CALLS}
 * @param tags of parameters, for {@link Content#TAGS}
 * @param mark before and after a string, for {@link Content#LITERAL}; else null
 */
record CallFormat(
        List<String> open,
        List<String> ends,
        List<String> strays,
        Content content,
        Where where,
        boolean offered,
        Keys keys,
        Tags tags,
        String mark) {
    /** The text after the mark of a call. */
    enum Content {
        /** A JSON object with name and arguments, or a list of them. */
        JSON_CALLS,
        /** The arguments as JSON. */
        JSON_ARGUMENTS,
        /** A tag for each parameter, with its value as raw text. */
        TAGS,
        /** Calls in Python's notation, in a list or one a line. */
        PYTHON,
        /** The arguments in a special notation, similar to Python's. */
        LITERAL
    }

    /** Where a mark counts. */
    enum Where {
        ANYWHERE,
        /** Before any text, as in formats whose mark is no more than a bracket. */
        START,
        /** Right after another call. */
        AFTER_CALL,
        /** At either place. */
        START_OR_AFTER_CALL;

        /** Whether the mark of a call counts here. */
        boolean counts(boolean beforeText, boolean afterCall) {
            return this == ANYWHERE || this != AFTER_CALL && beforeText || this != START && afterCall;
        }
    }

    /**
     * Keys of a call that is a JSON object.
     *
     * @param nameIsKey the name is the key, and the arguments are its value
     * @param idLast the id follows the arguments, so that the call is known only at its end
     * @param strict no other keys are allowed
     * @param idPattern pattern of ids that are kept
     */
    record Keys(
            Set<String> name,
            Set<String> arguments,
            Set<String> id,
            boolean nameIsKey,
            boolean idLast,
            boolean strict,
            String idPattern) {
        boolean isId(CharSequence text) {
            return text.toString().matches(idPattern);
        }
    }

    /**
     * Tags of parameters.
     *
     * @param open expression of the mark before a value, with the group {@code key}, and {@code string} if the tag itself says
     * whether the value is a string
     * @param close expression of the mark after a value
     * @param follow expression of what stands after that mark, so that the same mark within a value is part of the value; null
     *     if the mark always ends the value
     * @param lost expressions of text that ends a value without its closing mark
     * @param end expression of the mark that ends the call
     * @param next expressions of marks that begin another call, if the mark that ends this one is missing
     */
    record Tags(String open, String close, String follow, List<String> lost, String end, List<String> next) {}
}
