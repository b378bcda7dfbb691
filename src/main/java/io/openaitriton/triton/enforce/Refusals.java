package io.openaitriton.triton.enforce;

import io.openaitriton.generation.ApiException;

/**
 * The errors for demands that a model's backend cannot enforce: 400, the field, and what to do.
 *
 * @param dialect of the backend
 */
record Refusals(String dialect) {

    /** A grammar would forbid the reasoning that the chat template has opened. */
    ApiException whileThinking(String field) {
        return ApiException.invalid(
                field,
                "'" + field
                        + "' cannot be enforced while the model reasons: the chat template begins with reasoning,"
                        + " which "
                        + backend()
                        + " would forbid. Turn reasoning off with 'reasoning_effort': 'none', or with the template's"
                        + " variable in 'chat_template_kwargs', such as 'enable_thinking': false.");
    }

    /** The output format would forbid tool calls. */
    ApiException besideTools(String field) {
        return ApiException.invalid(
                field,
                "'" + field + "' cannot be combined with 'tools' on " + backend()
                        + ": it would forbid tool calls. Leave '" + field
                        + "' out, or send it with 'tool_choice': 'none'.");
    }

    /** The forced tool calls leave no room for an answer. */
    ApiException besideCalls(String field) {
        return ApiException.invalid(
                field,
                "'" + field + "' cannot be combined with this 'tool_choice', which makes the answer a tool call."
                        + " Leave one of them out.");
    }

    /** The backend cannot force a tool call. */
    ApiException calls() {
        return ApiException.invalid(
                "tool_choice",
                "'tool_choice' with this value is not supported by " + backend()
                        + ": it cannot make the model call a tool. Send 'auto' or 'none'.");
    }

    /** The backend could force a call, but the gateway would not read it. */
    ApiException unreadCalls() {
        return ApiException.invalid(
                "tool_choice",
                "'tool_choice' with this value is not supported by this model: the gateway leaves its tool calls in"
                        + " the text. Send 'auto' or"
                        + " 'none'.");
    }

    /** The arguments of an optional call cannot be enforced. */
    ApiException strict(int tool, String name) {
        String field = "tools[" + tool + "].function.strict";
        return ApiException.invalid(
                field,
                "'" + field + "' of the tool '" + name + "' cannot be enforced by " + backend()
                        + " while the model may choose whether to call it. Leave 'strict' out, or send"
                        + " 'tool_choice': 'required' where the"
                        + " backend takes it.");
    }

    private String backend() {
        return "this model's backend (dialect " + dialect + ")";
    }
}
