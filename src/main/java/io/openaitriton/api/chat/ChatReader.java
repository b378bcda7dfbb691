package io.openaitriton.api.chat;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FieldNames;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Prompt;

/** What a chat request asks of a model. */
final class ChatReader {
    private ChatReader() {}

    /**
     * @param request as {@link ChatRequestValidator} lets it pass
     * @param names of its fields, as its client wrote them
     */
    static Generation read(ChatCompletionRequest request, RequestContext context, FieldNames names) {
        RefusedTools.check(request);
        TextFields.requireWellFormed(request);
        RequestImages images = RequestImages.of(request);
        images.requireBackend(context.backend());
        PromptRenderer renderer = context.renderer();
        Prompt prompt =
                Prompt.of(names.prompt(), render(request, renderer), renderer.generationMarker(), context.profile());
        return CommonFields.generation(
                request,
                prompt,
                names,
                images.isEmpty() ? null : () -> images.read(context.images()),
                ToolReader.read(request),
                context);
    }

    private static CharSequence render(ChatCompletionRequest request, PromptRenderer renderer) {
        try {
            CharSequence prompt = renderer.compose(request, PromptHints.NONE);
            if (prompt.isEmpty()) {
                throw ApiException.invalid(
                        "messages",
                        "Invalid 'messages': the model's chat template renders an empty prompt. Send a message with"
                                + " text.");
            }
            return prompt;
        } catch (PromptException e) {
            throw e.param() == null
                    ? ApiException.server(503, "overloaded", e.getMessage(), e)
                    : ApiException.invalid(e.param(), e.getMessage());
        }
    }
}
