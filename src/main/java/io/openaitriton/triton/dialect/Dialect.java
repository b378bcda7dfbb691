package io.openaitriton.triton.dialect;

import io.openaitriton.generation.Backend;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.Generation;
import io.openaitriton.images.Image;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.List;

/**
 * How one kind of LLM backend behind Triton is asked, and how it answers. Immutable; {@link Dialects} has them all, and
 * {@code docs/mapping.md} says what each makes of each field.
 */
public interface Dialect extends Backend {

    /** True when each event of a stream has the whole text so far, false when it has what is new. */
    boolean cumulative();

    /** True when each event of a stream says why the text ended, or that it goes on: the backend is asked for it. */
    default boolean givesFinishReasons() {
        return false;
    }

    /** True when an answer may begin with the prompt: where the backend cannot be told to leave it out. */
    boolean echoes();

    /** What the backend can be made to write. */
    Grammars grammars();

    /** @throws io.openaitriton.generation.ApiException 400, naming the first field that this backend cannot carry */
    void check(Generation generation);

    /**
     * The generate request, without its images.
     *
     * @param form of the answer, within what {@link #grammars} says
     * @throws io.openaitriton.generation.ApiException 400, naming the first field that this backend cannot carry
     */
    GenerateRequest toGenerate(Generation generation, AnswerForm form);

    /** Adds images, in the order of their places in the prompt, where the backend takes them. */
    default void addImages(GenerateRequest generate, List<Image> images) {
        throw new IllegalStateException(id());
    }

    /** The stop strings of the request that the gateway must look for itself: none where the backend stops at them. */
    default List<String> stopsOfGateway(Generation generation) {
        return List.of();
    }

    /**
     * Reads an answer, or the data of an event, from its bytes.
     *
     * @throws io.openaitriton.triton.TritonException when it carries an error, or cannot be read
     */
    default GenerateAnswer read(byte[] json, int offset, int length) {
        return GenerateAnswer.parse(json, offset, length);
    }

    /**
     * Why a text ended, for a backend that does not say: at its limit when it has as many tokens as were allowed.
     *
     * @param tokens generated tokens, or null when they are not counted
     */
    default FinishReason inferFinishReason(Long tokens, int maxTokens) {
        return tokens != null && tokens >= maxTokens ? FinishReason.LENGTH : FinishReason.STOP;
    }
}
