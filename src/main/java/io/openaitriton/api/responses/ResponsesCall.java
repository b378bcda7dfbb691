package io.openaitriton.api.responses;

import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.ChatRequestBuilder;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.Generation;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A checked request, and the equivalent chat. Immutable. */
public final class ResponsesCall implements ApiRequest {
    private final ResponsesRequest body;
    private final ToolTable tools;
    private final ChatRequest chat;
    private final Places places;
    private final ResponseKeeper keeper;

    private ResponsesCall(
            ResponsesRequest body, ToolTable tools, ChatRequest chat, Places places, ResponseKeeper keeper) {
        this.body = body;
        this.tools = tools;
        this.chat = chat;
        this.places = places;
        this.keeper = keeper;
    }

    /**
     * Checks a request where nothing is stored.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public static ResponsesCall of(ResponsesRequest body, int maxMessages, boolean strict, boolean refuseHosted) {
        return of(body, null, maxMessages, strict, refuseHosted);
    }

    /**
     * Checks a request, with what is stored of the conversation before it.
     *
     * @param archive of its client, or null if nothing is stored
     * @param maxMessages most messages in its input
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @param refuseHosted whether tools that OpenAI's servers run are refused, not left out
     * @throws ApiException 400, naming the first field at fault
     */
    public static ResponsesCall of(
            ResponsesRequest body, ResponseArchive archive, int maxMessages, boolean strict, boolean refuseHosted) {
        if (body == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        RefusedFields.check(body, archive != null);
        History history = History.of(body, archive);
        Places places = new Places();
        if (body.includesLogprobs()) {
            places.put("logprobs", "include");
        } else {
            places.put("logprobs", "top_logprobs");
        }
        ToolTable tools = ToolTable.of(body.tools(), refuseHosted, places);
        ChatRequestBuilder unchecked = AsChat.of(body, tools).with(InputReader.read(body, history, tools, places));
        ChatRequest chat;
        try {
            chat = unchecked.checked(maxMessages, strict);
        } catch (ApiException e) {
            throw places.rename(e);
        }
        boolean stored = archive != null && !Boolean.FALSE.equals(body.store());
        return new ResponsesCall(body, tools, chat, places, stored ? new ResponseKeeper(archive, history) : null);
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
        Echo echo = Echo.of(body, generation == null ? null : generation.sampling());
        return new ResponsesSurface(
                keeper == null ? echo : echo.withStore(true),
                tools,
                body.wantsSummary(),
                () -> Instant.now().getEpochSecond(),
                keeper == null ? UnaryOperator.identity() : keeper);
    }

    @Override
    public ApiException inItsWords(ApiException failure) {
        return places.rename(failure);
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        // agents never limit an answer, and a model's usual default would cut off all of their turns
        RequestContext here = body.maxOutputTokens() == null ? context.withoutDefaultLength() : context;
        FieldNames names = chat.names("input");
        return chat.toGeneration(
                here.with(new PromptHints(null, body.reasoning("effort"), true)),
                new FieldNames(names.prompt(), names.adapter(), "max_output_tokens", names.logprobs()));
    }
}
