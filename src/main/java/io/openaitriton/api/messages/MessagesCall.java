package io.openaitriton.api.messages;

import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.ChatRequestBuilder;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;

/**
 * A checked request of this API.
 *
 * @param body as the client sent it
 * @param chat the equivalent chat request
 */
public record MessagesCall(MessagesRequest body, ChatRequest chat) implements ApiRequest {

    /** Names of the Model Context Protocol's tools have the server's before them. */
    private static final int LONGEST_TOOL_NAME = 128;

    /**
     * Checks a request.
     *
     * @param maxMessages that it may have
     * @throws ApiException 400, naming the first field at fault
     */
    public static MessagesCall of(MessagesRequest body, int maxMessages) {
        return new MessagesCall(body, chat(body, maxMessages, false));
    }

    /** The equivalent chat request, checked. */
    static ChatRequest chat(MessagesRequest body, int maxMessages, boolean counts) {
        if (body == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object");
        }
        if (body.messages() != null && body.messages().size() > maxMessages) {
            throw Refusal.invalid(
                    "messages",
                    "Expected at most " + maxMessages + ", but got "
                            + body.messages().size());
        }
        MessagesReader reader = new MessagesReader(body);
        ChatRequestBuilder chat = reader.read(counts);
        try {
            return chat.checked(LONGEST_TOOL_NAME);
        } catch (ApiException e) {
            throw reader.paths().own(e);
        }
    }

    @Override
    public String model() {
        return body.model();
    }

    @Override
    public boolean streams() {
        return Boolean.TRUE.equals(body.stream());
    }

    @Override
    public String answeredAs(String served) {
        return body.model() == null ? served : body.model();
    }

    @Override
    public String user() {
        return body.userId();
    }

    @Override
    public String promptCacheKey() {
        return SessionId.of(body.userId());
    }

    @Override
    public Surface surface() {
        return new MessagesSurface(Thoughts.of(body));
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        RequestContext lenient = context.with(new PromptHints(body.thinks(), body.effort(), true))
                .loweringMaxTokens();
        try {
            return chat.toGeneration(lenient).reportingStop();
        } catch (ApiException e) {
            throw own(ContextErrors.worded(e, chat, lenient));
        }
    }

    /** The origin of the fields is computed again, because few requests fail. */
    private ApiException own(ApiException failure) {
        MessagesReader reader = new MessagesReader(body);
        reader.read(true);
        return reader.paths().own(failure);
    }
}
