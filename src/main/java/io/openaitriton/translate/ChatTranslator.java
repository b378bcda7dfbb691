package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.ChatMessage;
import io.openaitriton.openai.ContentPart;
import io.openaitriton.openai.MessageContent;
import io.openaitriton.template.PromptTemplate;
import io.openaitriton.template.Turn;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
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
     * @throws ApiException 400, naming what the plain request shape cannot carry
     */
    public static GenerateCall toGenerate(
            ChatCompletionRequest request, PromptTemplate template, SamplingDefaults defaults) {
        PlainShape.refuseUnsupported(request);
        List<String> stops = request.stop() == null ? List.of() : request.stop();
        stops.forEach(stop -> wellFormed("stop", stop));
        boolean one = stops.size() == 1;
        GenerateRequest.Parameters parameters = new GenerateRequest.Parameters(
                Boolean.TRUE.equals(request.stream()),
                or(request.temperature(), defaults.temperature()),
                or(request.topP(), defaults.topP()),
                or(request.maxCompletionTokens(), or(request.maxTokens(), defaults.maxTokens())),
                one ? stops.get(0) : null,
                request.seed());
        String prompt = template.render(turns(request.messages()));
        // the extension's parameters are scalars: of several stop strings the backend would refuse all
        return new GenerateCall(
                new GenerateRequest(prompt, parameters), template.generationMarker(), one ? List.of() : stops);
    }

    /**
     * The completion for an answer of {@code generate} under status 200.
     *
     * @param body the answer as text
     * @throws TritonException when it carries an error, cannot be read or has no text
     */
    public static ChatCompletion toCompletion(String body, GenerateCall call, CompletionHead head) {
        GenerateAnswer answer = GenerateAnswer.parse(body);
        if (answer.text() == null) {
            throw noText();
        }
        StopFilter stop = new StopFilter(call.stops());
        String text = Echo.cut(answer.text(), call.prompt(), call.generationMarker());
        text = stop.push(text) + stop.end();
        String finishReason = stop.matched() ? "stop" : finishReason(answer.finishReason());
        ChatCompletion.Message message = new ChatCompletion.Message("assistant", text, null);
        return new ChatCompletion(
                head.id(),
                head.created(),
                head.model(),
                List.of(new ChatCompletion.Choice(0, message, null, finishReason)),
                null);
    }

    /** OpenAI's word for a backend's: {@code length} where it says so, else {@code stop}. */
    static String finishReason(String backend) {
        return "length".equals(backend) ? "length" : "stop";
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
    private static String wellFormed(String param, String text) {
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

    private static <T> T or(T value, T otherwise) {
        return value != null ? value : otherwise;
    }
}
