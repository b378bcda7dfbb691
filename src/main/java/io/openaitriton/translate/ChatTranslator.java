package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.prompt.PromptException;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.List;

/** A chat request to a generate request, and its answer to a completion. */
public final class ChatTranslator {
    private ChatTranslator() {}

    /** The call to make for a request to a model without a tokenizer. */
    public static GenerateCall toGenerate(
            ChatCompletionRequest request, PromptTemplate template, SamplingDefaults defaults, Dialect dialect) {
        return toGenerate(request, new ModelProfile(template, defaults), dialect);
    }

    /**
     * The call to make for a request.
     *
     * @param request as {@link ChatRequestValidator} lets it pass
     * @throws ApiException 400, naming what the prompt, the context or the dialect cannot carry
     */
    public static GenerateCall toGenerate(ChatCompletionRequest request, ModelProfile profile, Dialect dialect) {
        RefusedTools.check(request);
        TextFields.requireWellFormed(request);
        Sampling sampling = Sampling.of(request, profile.defaults());
        String prompt = prompt(request, profile.template());
        GenerateRequest generate = dialect.toGenerate(request, prompt, sampling);
        return new GenerateCall(
                generate,
                profile.template().generationMarker(),
                dialect.stopsOfGateway(request),
                dialect,
                Wanted.of(request, sampling),
                profile.tokens(),
                ContextLimit.promptTokens(prompt, sampling, profile));
    }

    /**
     * The completion for an answer of {@code generate} under status 200.
     *
     * @param body the answer as text
     * @throws TritonException when it carries an error, cannot be read or has no text
     */
    public static ChatCompletion toCompletion(String body, GenerateCall call, CompletionHead head) {
        GenerateAnswer answer = call.dialect().read(body);
        List<ChoiceReader> readers = call.readers(false);
        requireTexts(answer, readers.size());
        List<ChatCompletion.Choice> choices = new ArrayList<>(readers.size());
        for (int i = 0; i < readers.size(); i++) {
            ChoiceReader reader = readers.get(i);
            String text = reader.push(answer.outputs().get(i)) + reader.end();
            ChatCompletion.Message message = new ChatCompletion.Message("assistant", text, null);
            choices.add(new ChatCompletion.Choice(i, message, reader.takeLogprobs(), reader.finishReason()));
        }
        return new ChatCompletion(
                head.id(), head.created(), head.model(), choices, Counts.usage(answer.inputTokens(), call, readers));
    }

    /** Fewer or more texts than choices could not be told apart. */
    static void requireTexts(GenerateAnswer answer, int choices) {
        if (answer.outputs().stream().anyMatch(output -> output.text() == null)) {
            throw noText();
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
            return template.render(request);
        } catch (PromptException e) {
            throw ApiException.invalid(e.param(), e.getMessage());
        }
    }
}
