package io.openaitriton.translate;

import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One call to Triton: what is sent, and what must be known to read the answer.
 *
 * @param request body of the call
 * @param generationMarker text that opens the model's turn in the prompt
 * @param stops stop strings that the gateway applies, often none
 * @param dialect how the answer is read
 * @param wanted what the client asked to be told
 * @param stream whether {@code generate_stream} is called
 * @param counter counts what the backend does not, or null
 * @param promptTokens tokens of the prompt where they were counted before, else null
 */
public record GenerateCall(
        GenerateRequest request,
        String generationMarker,
        List<String> stops,
        Dialect dialect,
        Wanted wanted,
        boolean stream,
        TokenCount counter,
        Long promptTokens) {
    private static final int CHARACTERS_A_TOKEN = 4;

    /** The endpoint that is called, {@code generate} or {@code generate_stream}. */
    public String endpoint() {
        return stream ? "generate_stream" : "generate";
    }

    /** The prompt, which some backends put before their answer. */
    public String prompt() {
        return request.textInput();
    }

    /**
     * Tokens that the call may take, of the prompt and of all choices; more where only the context bounds the answer. A prompt that was not counted is taken for a token every
     * {@value #CHARACTERS_A_TOKEN} characters, which is about right for English.
     */
    public long tokensAtMost() {
        long prompt = promptTokens != null ? promptTokens : prompt().length() / CHARACTERS_A_TOKEN + 1;
        return prompt + (long) wanted.choices() * wanted.expectedTokens();
    }

    /**
     * Reads an answer, or the data of an event.
     *
     * @throws TritonException when it carries an error, or cannot be read
     */
    GenerateAnswer read(byte[] json, int offset, int length) {
        try {
            return dialect.read(json, offset, length);
        } catch (TritonException e) {
            throw wanted.fields().in(e);
        }
    }

    /** The failure in an answer whose status is not 200; {@link GenerateAnswer#failure}. */
    public TritonException failure(int status, String body) {
        return wanted.fields().in(GenerateAnswer.failure(status, body));
    }

    /** @throws TritonException when an answer under status 200 carries an error, or cannot be read */
    public void requireNoError(String body) {
        byte[] json = body.getBytes(StandardCharsets.UTF_8);
        read(json, 0, json.length);
    }

    /** Number of tokens of the prompt as the gateway counts them, or null when it cannot. */
    Long countPrompt() {
        return promptTokens != null ? promptTokens : count(prompt());
    }

    /** Number of tokens of a text, or null when the gateway cannot count. */
    Long count(String text) {
        return counter == null ? null : (Long) (long) counter.count(text, Integer.MAX_VALUE);
    }

    /** Readers of as many choices as were asked for. */
    List<ChoiceReader> readers(boolean stream) {
        List<ChoiceReader> readers = new ArrayList<>(wanted.choices());
        for (int i = 0; i < wanted.choices(); i++) {
            readers.add(new ChoiceReader(this, stream));
        }
        return readers;
    }
}
