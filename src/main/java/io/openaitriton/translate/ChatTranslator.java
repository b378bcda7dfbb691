package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.ChatMessage;
import io.openaitriton.openai.ContentPart;
import io.openaitriton.openai.MessageContent;
import io.openaitriton.template.PromptTemplate;
import io.openaitriton.template.Turn;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.List;

/** A chat request to a generate request, and its answer to a completion. */
public final class ChatTranslator {
    private ChatTranslator() {}

    /**
     * The call to make for a request.
     *
     * @param request as {@link ChatRequestValidator} lets it pass
     * @throws ApiException 400, naming what the prompt or the dialect cannot carry
     */
    public static GenerateCall toGenerate(
            ChatCompletionRequest request, PromptTemplate template, SamplingDefaults defaults, Dialect dialect) {
        PlainShape.refuseUnsupported(request);
        TextFields.requireWellFormed(request);
        Sampling sampling = Sampling.of(request, defaults);
        String prompt = template.render(turns(request.messages()));
        return new GenerateCall(
                dialect.toGenerate(request, prompt, sampling),
                template.generationMarker(),
                dialect.stopsOfGateway(request),
                dialect,
                Wanted.of(request, sampling));
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
                head.id(), head.created(), head.model(), choices, Counts.usage(answer.inputTokens(), readers));
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

    private static List<Turn> turns(List<ChatMessage> messages) {
        List<Turn> turns = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            String role = message.role().equals("developer") ? "system" : message.role();
            String at = "messages[" + i + "].content";
            turns.add(new Turn(role, wellFormed(at, text(at, message.content()))));
        }
        return turns;
    }

    private static String text(String at, MessageContent content) {
        if (content == null) {
            return "";
        }
        if (content.parts() == null) {
            return content.text();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.parts().size(); i++) {
            ContentPart part = content.parts().get(i);
            if (!part.type().equals("text")) {
                throw ApiException.invalid(
                        at + "[" + i + "]",
                        "Content of type '" + part.type() + "' in '" + at + "[" + i
                                + "]' is not supported by this model: only text is.");
            }
            text.append(part.text());
        }
        return text.toString();
    }

    /** Half of a surrogate pair, which JSON can write but no text can have: Triton cannot read it. */
    static String wellFormed(String param, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    throw ApiException.invalid(
                            param, "Invalid text in '" + param + "': half of a surrogate pair at position " + i + ".");
                }
                i++;
            }
        }
        return text;
    }
}
