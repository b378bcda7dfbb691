package io.openaitriton.api.messages;

import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;

/**
 * The messages for a request that is longer than the model's context. Clients parse them: after the first, Claude Code shortens
 * the conversation; after the second, it retries with fewer tokens.
 */
final class ContextErrors {
    private ContextErrors() {}

    /** Any other failure, unchanged. */
    static ApiException worded(ApiException failure, ChatRequest chat, RequestContext context) {
        Integer length = context.profile().contextLength();
        if (!ContextLimit.CODE.equals(failure.code()) || length == null) {
            return failure;
        }
        int tokens = context.profile().tokens().count(chat.prompt(context.renderer()), Integer.MAX_VALUE);
        String message = tokens >= length || chat.maxTokens() == null
                ? "prompt is too long: " + tokens + " tokens > " + length + " maximum"
                : "input length and `max_tokens` exceed context limit: " + tokens + " + " + chat.maxTokens() + " > "
                        + length + ", decrease input length or `max_tokens` and try again";
        return ApiException.of(400, failure.type(), null, ContextLimit.CODE, message, failure);
    }
}
