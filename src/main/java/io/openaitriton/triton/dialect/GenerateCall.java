package io.openaitriton.triton.dialect;

import io.openaitriton.generation.Generation;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.enforce.AnswerForm;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One call to Triton: what is sent, and what must be known to read the answer.
 *
 * @param request body of the call
 * @param generation what was asked for
 * @param dialect how the answer is read
 * @param reading how the text of the answer is read
 * @param stops stop strings that the gateway applies, often none
 */
public record GenerateCall(
        GenerateRequest request, Generation generation, Dialect dialect, ResponseReading reading, List<String> stops) {

    /**
     * The call for a generation.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what the dialect cannot carry or enforce, or an image that cannot be had
     */
    public static GenerateCall of(Generation generation, Dialect dialect) {
        dialect.check(generation);
        AnswerForm form = AnswerForm.of(generation, dialect.grammars());
        GenerateRequest request = dialect.toGenerate(generation, form);
        if (generation.images() != null) {
            dialect.addImages(request, generation.images().get());
        }
        return new GenerateCall(request, generation, dialect, form.reading(), dialect.stopsOfGateway(generation));
    }

    /** Whether {@code generate_stream} is called. */
    public boolean streams() {
        return generation.sampling().stream();
    }

    /** The endpoint that is called, {@code generate} or {@code generate_stream}. */
    public String endpoint() {
        return streams() ? "generate_stream" : "generate";
    }

    /** The prompt, which some backends put before their answer. */
    public String prompt() {
        return request.textInput();
    }

    /**
     * Reads an answer, or the data of an event.
     *
     * @throws TritonException when it carries an error, or cannot be read
     */
    public GenerateAnswer read(byte[] json, int offset, int length) {
        try {
            return dialect.read(json, offset, length);
        } catch (TritonException e) {
            throw named(e);
        }
    }

    /** The failure in an answer whose status is not 200; {@link GenerateAnswer#failure}. */
    public TritonException failure(int status, String body) {
        return named(GenerateAnswer.failure(status, body));
    }

    /** @throws TritonException when an answer under status 200 carries an error, or cannot be read */
    public void requireNoError(String body) {
        byte[] json = body.getBytes(StandardCharsets.UTF_8);
        read(json, 0, json.length);
    }

    /** The failure, about the field as the client wrote it. */
    private TritonException named(TritonException failure) {
        return failure.param() == null ? failure : failure.of(generation.names().of(failure.param()));
    }
}
