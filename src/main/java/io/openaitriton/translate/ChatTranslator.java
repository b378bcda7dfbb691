package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.Unicode;
import io.openaitriton.prompt.PromptException;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
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
        String prompt = prompt(request, template);
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

    private static String prompt(ChatCompletionRequest request, PromptTemplate template) {
        try {
            return template.render(request);
        } catch (PromptException e) {
            throw ApiException.invalid(e.param(), e.getMessage());
        }
    }

    private static void wellFormed(String param, String text) {
        int at = Unicode.loneSurrogate(text);
        if (at >= 0) {
            throw ApiException.invalid(
                    param, "Invalid text in '" + param + "': half of a surrogate pair at position " + at + ".");
        }
    }

    private static <T> T or(T value, T otherwise) {
        return value != null ? value : otherwise;
    }
}
