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
 * One call to Triton: its request, and the data for reading the answer.
 *
 * @param request body of the call
 * @param generation the request to the model
 * @param dialect for reading the answer
 * @param reading for reading the answer's text
 * @param stops stop strings that the gateway applies, often none
 */
public record GenerateCall(
        GenerateRequest request, Generation generation, Dialect dialect, ResponseReading reading, List<String> stops) {

    /**
     * The call for a generation.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming a field that the dialect cannot express or enforce, or an image
     * that cannot be fetched
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
    public CharSequence prompt() {
        return request.textInput();
    }

    /**
     * Reads an answer, or the data of an event.
     *
     * @throws TritonException if it is an error, or cannot be read
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

    /** @throws TritonException if an answer with status 200 is an error, or cannot be read */
    public void requireNoError(String body) {
        byte[] json = body.getBytes(StandardCharsets.UTF_8);
        read(json, 0, json.length);
    }

    /** The failure, about the field as the client wrote it. */
    private TritonException named(TritonException failure) {
        return failure.param() == null ? failure : failure.of(generation.names().of(failure.param()));
    }
}
