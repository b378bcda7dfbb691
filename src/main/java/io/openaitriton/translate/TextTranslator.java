package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.Completion;
import io.openaitriton.openai.Usage;
import io.openaitriton.triton.GenerateRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A prompt of a completion request to a generate request, and the answers to several prompts to one completion. */
public final class TextTranslator {
    private TextTranslator() {}

    /**
     * The call to make for a prompt.
     *
     * @param request as {@link CompletionRequestValidator} lets it pass
     * @throws ApiException 400, naming what the dialect cannot carry
     */
    public static GenerateCall toGenerate(
            TextRequest request, ModelProfile profile, Dialect dialect, CallOptions options) {
        ChatCompletionRequest common = request.common();
        TextFields.requireWellFormed(common);
        RenderedPrompt prompt = RenderedPrompt.of("prompt", request.prompt(), profile);
        Sampling sampling = Sampling.of(common, profile, dialect, prompt, options);
        GenerateRequest generate = dialect.toGenerate(common, request.prompt(), sampling);
        return new GenerateCall(
                generate,
                // no turn is opened, so nothing but the whole prompt can be told from the answer
                "",
                dialect.stopsOfGateway(common),
                dialect,
                Wanted.of(common, sampling).asText(request.firstIndex(), request.echo() ? request.prompt() : ""),
                sampling.stream(),
                profile.tokens(),
                prompt.tokens());
    }

    /** The completions of several prompts as one, in their order. */
    public static Completion join(List<Completion> completions) {
        Completion first = completions.get(0);
        List<Completion.Choice> choices = new ArrayList<>();
        for (Completion completion : completions) {
            for (Completion.Choice choice : completion.choices()) {
                choices.add(
                        new Completion.Choice(choices.size(), choice.text(), choice.logprobs(), choice.finishReason()));
            }
        }
        List<Usage> usages = completions.stream().map(Completion::usage).toList();
        return new Completion(first.id(), first.created(), first.model(), choices, sum(usages));
    }

    /** Tokens of several prompts together; null when those of any are not known, which are null. */
    public static Usage sum(Collection<Usage> usages) {
        long prompt = 0;
        long generated = 0;
        for (Usage usage : usages) {
            if (usage == null) {
                return null;
            }
            prompt += usage.promptTokens();
            generated += usage.completionTokens();
        }
        return new Usage(prompt, generated, prompt + generated);
    }
}
