package io.openaitriton.encoder;

import java.util.List;

/** The form of a model's inputs and of its vectors. Immutable. */
public interface Layout {
    /** {@code vllm}, {@code text} or {@code tokens}. */
    String id();

    /** A description for the log. */
    String description();

    /** Whether it takes texts. */
    boolean takesTexts();

    /** Whether it takes tokens. */
    boolean takesTokens();

    /** Most tokens of an input for which its tensors have room; 0 if unknown. */
    default int longestInput() {
        return 0;
    }

    /**
     * Most tokens of an input that this layout and the model's definition allow; 0 if neither has a limit.
     *
     * @param most the definition's limit; 0 for none
     */
    default int limit(int most) {
        int room = longestInput();
        return most == 0 || room != 0 && room < most ? room : most;
    }

    /** Declared length of a vector; -1 if not declared. */
    int dims();

    /** Whether the model itself shortens its vectors on request. */
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
     * @param headerLength from its header; null if it has none
     * @throws io.openaitriton.triton.TritonException if it does not match the model's declaration
     */
    Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch);
}
