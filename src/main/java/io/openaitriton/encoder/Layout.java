package io.openaitriton.encoder;

import java.util.List;

/** How a model takes its inputs and gives their vectors. Immutable. */
public interface Layout {
    /** {@code vllm}, {@code text} or {@code tokens}. */
    String id();

    /** What was found, for the log. */
    String description();

    /** Whether it takes texts. */
    boolean takesTexts();

    /** Whether it takes tokens. */
    boolean takesTokens();

    /** Most tokens of an input that its tensors have room for; 0 when they do not say. */
    default int longestInput() {
        return 0;
    }

    /** Numbers of a vector, as the model declares them; -1 when it does not. */
    int dims();

    /** Whether the model itself shortens its vectors when a request asks for it. */
    default boolean shortens() {
        return false;
    }

    /** Most inputs of a call. */
    int batchSize();

    /** Most tokens of a call, padding included. */
    default long batchTokens() {
        return Long.MAX_VALUE;
    }

    /**
     * The call for a batch.
     *
     * @param dimensions that the client wants; null for all
     */
    EncoderCall call(List<EncoderInput> batch, Integer dimensions);

    /**
     * Reads the answer of such a call.
     *
     * @param headerLength as its header says; null when it has none
     * @throws io.openaitriton.triton.TritonException when it is not what the model declares
     */
    Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch);
}
