package io.openaitriton.translate;

import io.openaitriton.images.ImageReader;
import io.openaitriton.images.ImageSource;
import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.prompt.PromptException;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import java.nio.charset.StandardCharsets;

/** A chat request to a generate request, and its answer to a completion. */
public final class ChatTranslator {
    private static final int MAX_IMAGE_BYTES = 10 * 1024 * 1024;

    private ChatTranslator() {}

    /** The call to make for a request to a model of which nothing else is known. */
    public static GenerateCall toGenerate(
            ChatCompletionRequest request, PromptTemplate template, SamplingDefaults defaults, Dialect dialect) {
        return toGenerate(request, new ModelProfile(template, defaults), dialect);
    }

    /** The call to make for a request whose images are all {@code data:} URLs. */
    public static GenerateCall toGenerate(ChatCompletionRequest request, ModelProfile profile, Dialect dialect) {
        return toGenerate(request, profile, dialect, ImageReader.ofDataUrls(MAX_IMAGE_BYTES), CallOptions.REPEATABLE);
    }

    /**
     * The call to make for a request.
     *
     * @param request as {@link ChatRequestValidator} lets it pass
     * @param source reads its images, when all else of it is known to be right
     * @throws ApiException 400, naming what the prompt, the context or the dialect cannot carry
     */
    public static GenerateCall toGenerate(
            ChatCompletionRequest request,
            ModelProfile profile,
            Dialect dialect,
            ImageSource source,
            CallOptions options) {
        RefusedTools.check(request);
        TextFields.requireWellFormed(request);
        RequestImages images = RequestImages.of(request);
        images.requireBackend(dialect);
        RenderedPrompt prompt = RenderedPrompt.of("messages", prompt(request, profile.template()), profile);
        Sampling sampling = Sampling.of(request, profile, dialect, prompt, options);
        GenerateRequest generate = dialect.toGenerate(request, prompt.text(), sampling);
        if (!images.isEmpty()) {
            dialect.addImages(generate, images.read(source));
        }
        return new GenerateCall(
                generate,
                profile.template().generationMarker(),
                dialect.stopsOfGateway(request),
                dialect,
                Wanted.of(request, sampling),
                sampling.stream(),
                profile.tokens(),
                prompt.tokens());
    }

    /**
     * The completion for an answer of {@code generate} under status 200.
     *
     * @param body the answer as text
     * @throws TritonException when it carries an error, cannot be read or has no text
     */
    public static ChatCompletion toCompletion(String body, GenerateCall call, CompletionHead head) {
        CompletionBuilder builder = new CompletionBuilder(call, head, 0);
        byte[] json = body.getBytes(StandardCharsets.UTF_8);
        builder.add(json, 0, json.length);
        return (ChatCompletion) builder.build();
    }

    /** Fewer or more texts than choices could not be told apart. */
    static void requireTexts(GenerateAnswer answer, int choices) {
        for (Output output : answer.outputs()) {
            if (output.text() == null) {
                throw noText();
            }
        }
        if (answer.outputs().size() != choices) {
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER,
                    "the number of texts is " + answer.outputs().size() + " where it should be " + choices);
        }
    }

    static TritonException noText() {
        return new TritonException(TritonException.Kind.BAD_ANSWER, "the answer has no text");
    }

    private static String prompt(ChatCompletionRequest request, PromptTemplate template) {
        try {
            String prompt = template.render(request);
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
