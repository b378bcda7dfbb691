package io.openaitriton.translate;

import io.openaitriton.images.Image;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import java.util.List;

/**
 * How one kind of LLM backend behind Triton is asked, and how it answers. Immutable; {@link Dialects} has them all, and
 * {@code docs/mapping.md} says what each makes of each field.
 */
public interface Dialect {

    /** Name in a model's definition and in error messages. */
    String id();

    /** True when each event of a stream has the whole text so far, false when it has what is new. */
    boolean cumulative();

    /** True when each event of a stream says why the text ended, or that it goes on: the backend is asked for it. */
    default boolean givesFinishReasons() {
        return false;
    }

    /** False when the model gives one answer to a request: then {@code generate} is called for clients that stream, too. */
    default boolean streams() {
        return true;
    }

    /** True when an answer may begin with the prompt: where the backend cannot be told to leave it out. */
    boolean echoes();

    /**
     * The generate request.
     *
     * @param request as {@link ChatRequestValidator} lets it pass
     * @param sampling what applies after the model's defaults and limits
     * @throws ApiException 400, naming the first field that this backend cannot carry
     */
    GenerateRequest toGenerate(ChatCompletionRequest request, String prompt, Sampling sampling);

    /**
     * Most tokens that are asked for where neither the request nor the model's definition says how many. More than any context has: the
     * backends of LLMs end an answer where theirs is full.
     */
    default int mostTokens() {
        return 1 << 20;
    }

    /** True when the backend has an input for images. */
    default boolean takesImages() {
        return false;
    }

    /** Adds images, in the order of their places in the prompt, where the backend takes them. */
    default void addImages(GenerateRequest generate, List<Image> images) {
        throw new IllegalStateException(id());
    }

    /** Those of the request's stop strings that the gateway must look for itself. */
    List<String> stopsOfGateway(ChatCompletionRequest request);

    /**
     * Reads an answer, or the data of an event, from its bytes.
     *
     * @throws io.openaitriton.triton.TritonException when it carries an error, or cannot be read
     */
    default GenerateAnswer read(byte[] json, int offset, int length) {
        return GenerateAnswer.parse(json, offset, length);
    }

    /**
     * Why a text ended, for a backend that does not say: {@code length} when it has as many tokens as were allowed.
     *
     * @param tokens generated tokens, or null when they are not counted
     */
    default String inferFinishReason(Long tokens, int maxTokens) {
        return tokens != null && tokens >= maxTokens ? "length" : "stop";
    }
}
