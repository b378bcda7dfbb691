package io.openaitriton.api.chat;

import io.openaitriton.generation.Backend;
import io.openaitriton.generation.CallOptions;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.images.ImageReader;
import io.openaitriton.images.ImageSource;

/**
 * What a generation depends on besides the request.
 *
 * @param renderer makes the prompt of a conversation
 * @param profile what the model's definition says
 * @param backend what the model's backend can do
 * @param images reads the images of the request
 * @param options strictness and seeds
 */
public record RequestContext(
        PromptRenderer renderer, ModelProfile profile, Backend backend, ImageSource images, CallOptions options) {
    private static final int MAX_IMAGE_BYTES = 10 * 1024 * 1024;

    /** The same for a model whose definition has no usual length of answers. */
    public RequestContext withoutDefaultLength() {
        return new RequestContext(renderer, profile.withoutDefaultLength(), backend, images, options);
    }

    /** The same for a request of an API that asks for more of the chat template than chats have fields for. */
    public RequestContext with(PromptHints hints) {
        return new RequestContext(new HintedRenderer(renderer, hints), profile, backend, images, options);
    }

    /** The same for an API whose clients ask for more tokens than a model can give: they get what there is. */
    public RequestContext loweringMaxTokens() {
        return new RequestContext(renderer, profile, backend, images, options.loweringMaxTokens());
    }

    /** With images as {@code data:} URLs only and the same seed each time, for tests and measurements. */
    public RequestContext(PromptRenderer renderer, ModelProfile profile, Backend backend) {
        this(renderer, profile, backend, ImageReader.ofDataUrls(MAX_IMAGE_BYTES), CallOptions.REPEATABLE);
    }
}
