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
 * The requests and answers of one kind of LLM backend behind Triton. Immutable; {@link Dialects} has them all, and
 * {@code docs/mapping.md} describes how each treats each field.
 */
public interface Dialect extends Backend {

    /** True if each event of a stream has the whole text so far, false if it has only new text. */
    boolean cumulative();

    /** True if each event of a stream has the finish reason or its absence, because the request demands it. */
    default boolean givesFinishReasons() {
        return false;
    }

    /** True if Triton has KV cache metrics of this backend, and reports them on request. For other backends it logs an error instead. */
    default boolean reportsLoad() {
        return false;
    }

    /** True if an answer may begin with the prompt, because the backend has no option to leave it out. */
    boolean echoes();

    /** The grammars that the backend can enforce. */
    Grammars grammars();

    /** @throws io.openaitriton.generation.ApiException 400, naming the first field that this backend cannot express */
    void check(Generation generation);

    /**
     * The generate request, without its images.
     *
     * @param form of the answer, within {@link #grammars}
     * @throws io.openaitriton.generation.ApiException 400, naming the first field that this backend cannot express
     */
    GenerateRequest toGenerate(Generation generation, AnswerForm form);

    /** Adds images, in the order of their places in the prompt, if the backend takes them. */
    default void addImages(GenerateRequest generate, List<Image> images) {
        throw new IllegalStateException(id());
    }

    /** The stop strings that the gateway must search for: none if the backend stops at them. */
    default List<String> stopsOfGateway(Generation generation) {
        return List.of();
    }

    /**
     * Reads an answer, or the data of an event, from its bytes.
     *
     * @throws io.openaitriton.triton.TritonException if it is an error, or cannot be read
     */
    default GenerateAnswer read(byte[] json, int offset, int length) {
        return GenerateAnswer.parse(json, offset, length);
    }

    /**
     * The finish reason for a backend that gives none: length if the text has as many tokens as allowed.
     *
     * @param tokens generated tokens, or null if not counted
     */
    default FinishReason inferFinishReason(Long tokens, int maxTokens) {
        return tokens != null && tokens >= maxTokens ? FinishReason.LENGTH : FinishReason.STOP;
    }
}
