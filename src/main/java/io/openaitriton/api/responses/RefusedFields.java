package io.openaitriton.api.responses;

import io.openaitriton.generation.ApiException;
import java.util.Set;

/**
 * Refuses fields that demand something this server cannot do. Ignoring them would change the answer: {@code previous_response_id}
 * stands for the rest of a conversation.
 */
final class RefusedFields {
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private RefusedFields() {}

    /**
     * Checks for these fields.
     *
     * @param stores whether responses are stored
     * @throws ApiException 400, naming the first of them
     */
    static void check(ResponsesRequest request, boolean stores) {
        if (request.previousResponseId() != null && !stores) {
            throw ApiException.of(
                    400,
                    "invalid_request_error",
                    "previous_response_id",
                    "previous_response_not_found",
                    "Previous response with id '" + request.previousResponseId()
                            + "' ('previous_response_id') not found: this server stores no responses. Send the whole"
                            + " conversation as 'input'.",
                    null);
        }
        if (Invalid.isThere(request.conversation())) {
            throw Invalid.unsupported(
                    "conversation", "this server stores no conversations. Send the whole conversation as 'input'");
        }
        if (Boolean.TRUE.equals(request.background())) {
            throw Invalid.unsupported(
                    "background", "every response is generated while the client waits. Leave the field out");
        }
        if (Invalid.isThere(request.prompt())) {
            throw Invalid.unsupported("prompt", "this server stores no prompts. Send 'instructions' and 'input'");
        }
        if (request.truncation() != null && !request.truncation().equals("disabled")) {
            throw Invalid.unsupported(
                    "truncation",
                    "input is never truncated. Send 'disabled', and a conversation that fits into the model's context");
        }
        String effort =
                request.reasoning() == null ? null : Invalid.textOrNull("reasoning", request.reasoning(), "effort");
        if (effort != null && !EFFORTS.contains(effort)) {
            throw Invalid.value(
                    "reasoning.effort",
                    "expected 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' or 'max', but got '" + effort + "'");
        }
        if (request.reasoning() != null) {
            Invalid.textOrNull("reasoning", request.reasoning(), "summary");
        }
    }
}
