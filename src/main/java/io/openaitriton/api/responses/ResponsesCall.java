package io.openaitriton.api.responses;

import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.ChatRequestValidator;
import io.openaitriton.api.chat.CommonFields;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.Generation;
import java.time.Instant;
import java.util.List;

/** A request that is well-formed, and the chat that it asks for. Immutable. */
public final class ResponsesCall implements ApiRequest {
    private final ResponsesRequest body;
    private final AsChat chat;
    private final List<ChatMessage> messages;
    private final Places places;

    private ResponsesCall(ResponsesRequest body, AsChat chat, List<ChatMessage> messages, Places places) {
        this.body = body;
        this.chat = chat;
        this.messages = messages;
        this.places = places;
    }

    /**
     * Checks a request.
     *
     * @param maxMessages that its input may be
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @param refuseHosted whether tools that OpenAI's servers run are refused, not left out
     * @throws ApiException 400, naming the first field at fault
     */
    public static ResponsesCall of(ResponsesRequest body, int maxMessages, boolean strict, boolean refuseHosted) {
        if (body == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        RefusedFields.check(body);
        Places places = new Places();
        if (body.includesLogprobs()) {
            places.put("logprobs", "include");
        } else {
            places.put("logprobs", "top_logprobs");
        }
        ToolTable tools = new ToolTable(body.tools(), refuseHosted, places);
        AsChat chat = AsChat.of(body, tools);
        ResponsesCall call = new ResponsesCall(body, chat, InputReader.read(body, tools, places), places);
        try {
            ChatRequestValidator.validate(call.chat(), maxMessages, strict);
        } catch (ApiException e) {
            throw places.rename(e);
        }
        return call;
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
    public String user() {
        return body.user() != null ? body.user() : body.safetyIdentifier();
    }

    @Override
    public String promptCacheKey() {
        return body.promptCacheKey();
    }

    @Override
    public Surface surface() {
        return surface(null);
    }

    @Override
    public Surface surface(Generation generation) {
        return new ResponsesSurface(
                Echo.of(body, generation == null ? null : generation.sampling()),
                chat.tools(),
                body.wantsSummary(),
                () -> Instant.now().getEpochSecond());
    }

    @Override
    public ApiException inItsWords(ApiException failure) {
        return places.rename(failure);
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        // agents never say how long an answer may be, and the usual default of a model would cut every turn of theirs
        RequestContext here = body.maxOutputTokens() == null ? context.withoutDefaultLength() : context;
        ChatCompletionRequest asked = chat();
        try {
            return read(asked, here);
        } catch (ApiException e) {
            ChatCompletionRequest other = asTheTemplateTakesIt(e, messages, body.reasoning("effort"));
            if (other == null) {
                throw e;
            }
            return retry(other, here);
        }
    }

    private Generation retry(ChatCompletionRequest other, RequestContext context) {
        try {
            return read(other, context);
        } catch (ApiException e) {
            ChatCompletionRequest last = asTheTemplateTakesIt(e, other.messages(), other.reasoningEffort());
            if (last == null) {
                throw e;
            }
            return read(last, context);
        }
    }

    private static Generation read(ChatCompletionRequest chat, RequestContext context) {
        FieldNames names = CommonFields.names(chat, "input", "top_logprobs");
        return new ChatRequest(chat)
                .toGeneration(
                        context,
                        new FieldNames(names.prompt(), names.adapter(), "max_output_tokens", names.logprobs()));
    }

    /**
     * What to ask where the template refuses something that agents send unasked: without the effort, as that is a hint; with what the system says in the
     * middle as the user's. Null for nothing.
     */
    private ChatCompletionRequest asTheTemplateTakesIt(
            ApiException refused, List<ChatMessage> messages, String effort) {
        if (refused.status() != 400 || refused.param() == null) {
            return null;
        }
        if (refused.param().equals("reasoning_effort")) {
            return effort == null ? null : chat.with(messages, null);
        }
        List<ChatMessage> asUser = refused.param().startsWith("messages") ? Instructions.asUser(messages) : null;
        return asUser == null ? null : chat.with(asUser, effort);
    }

    private ChatCompletionRequest chat() {
        return chat.with(messages, body.reasoning("effort"));
    }
}
