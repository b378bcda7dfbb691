package io.openaitriton.api.responses;

import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.ChatRequestValidator;
import io.openaitriton.api.chat.CommonFields;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.Generation;
import java.time.Instant;

/** A request that is well-formed, and the chat that it asks for. Immutable. */
public final class ResponsesCall implements ApiRequest {
    private final ResponsesRequest body;
    private final ToolTable tools;
    private final ChatCompletionRequest chat;
    private final Places places;

    private ResponsesCall(ResponsesRequest body, ToolTable tools, ChatCompletionRequest chat, Places places) {
        this.body = body;
        this.tools = tools;
        this.chat = chat;
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
        ChatCompletionRequest chat = AsChat.of(body, tools).with(InputReader.read(body, tools, places));
        try {
            ChatRequestValidator.validate(chat, maxMessages, strict);
        } catch (ApiException e) {
            throw places.rename(e);
        }
        return new ResponsesCall(body, tools, chat, places);
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
                tools,
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
        FieldNames names = CommonFields.names(chat, "input", "top_logprobs");
        return new ChatRequest(chat)
                .toGeneration(
                        here.with(new PromptHints(null, body.reasoning("effort"), true)),
                        new FieldNames(names.prompt(), names.adapter(), "max_output_tokens", names.logprobs()));
    }
}
