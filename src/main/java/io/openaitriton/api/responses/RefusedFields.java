package io.openaitriton.api.responses;

import io.openaitriton.generation.ApiException;
import java.util.Set;

/** Fields that mean what cannot be done here. To ignore one would change the answer: {@code previous_response_id} says that the rest of a conversation is known. */
final class RefusedFields {
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private RefusedFields() {}

    /**
     * Looks for them.
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
                            + "' ('previous_response_id') not found: responses are not stored here. Send the whole"
                            + " conversation as 'input'.",
                    null);
        }
        if (Invalid.isThere(request.conversation())) {
            throw Invalid.unsupported(
                    "conversation", "conversations are not stored here. Send the whole conversation as 'input'");
        }
        if (Boolean.TRUE.equals(request.background())) {
            throw Invalid.unsupported("background", "a response is generated while its client waits. Leave it out");
        }
        if (Invalid.isThere(request.prompt())) {
            throw Invalid.unsupported("prompt", "prompts are not stored here. Send 'instructions' and 'input'");
        }
        if (request.truncation() != null && !request.truncation().equals("disabled")) {
            throw Invalid.unsupported(
                    "truncation",
                    "no input is left out. Send 'disabled', and a conversation that the model's context holds");
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
