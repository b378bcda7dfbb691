package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;

/**
 * A request whose tokens are counted, without a call to a model.
 *
 * @param call the request
 */
public record CountTokensCall(MessagesCall call) implements ApiRequest {
    /** The answer. */
    public record InputTokens(@JsonProperty("input_tokens") long inputTokens) {}

    /**
     * Checks a request.
     *
     * @param maxMessages that it may have
     * @throws ApiException 400, naming the first field at fault
     */
    public static CountTokensCall of(MessagesRequest body, int maxMessages) {
        return new CountTokensCall(new MessagesCall(body, MessagesCall.chat(body, maxMessages, true)));
    }

    @Override
    public String model() {
        return call.model();
    }

    @Override
    public boolean streams() {
        return false;
    }

    @Override
    public String user() {
        return call.user();
    }

    @Override
    public String promptCacheKey() {
        return call.promptCacheKey();
    }

    @Override
    public Surface surface() {
        return call.surface();
    }

    /** Also counts prompts that are longer than the model's context. */
    @Override
    public Generation toGeneration(RequestContext context) {
        return call.toGeneration(new RequestContext(
                context.renderer(),
                context.profile().withoutContextLength(),
                context.backend(),
                context.images(),
                context.options()));
    }

    /** @throws ApiException if the gateway cannot count them */
    @Override
    public Object unsent(Generation generation) {
        if (generation.images() != null) {
            throw ApiException.invalid(
                    "messages",
                    "Image tokens cannot be counted: only the model's backend knows their number. Leave"
                            + " the images out");
        }
        Long tokens = generation.countPrompt();
        if (tokens == null) {
            throw ApiException.of(
                    501,
                    "invalid_request_error",
                    null,
                    "no_tokenizer",
                    "Tokens cannot be counted: this model has no tokenizer. Ask the gateway's operator to set"
                            + " 'tokenizer' in the model's definition",
                    null);
        }
        return new InputTokens(tokens);
    }
}
