package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.InferAnswer;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.List;

/**
 * A cross-encoder that takes the token ids of pairs: it is called like any model that takes tokens, and answers with a score for
 * each pair.
 *
 * @param tokens makes the calls
 */
record PairTokenLayout(TokenLayout tokens, TensorSpec output) implements Layout {

    @Override
    public String id() {
        return tokens.id();
    }

    @Override
    public String description() {
        return tokens.description();
    }

    @Override
    public boolean takesTexts() {
        return false;
    }

    @Override
    public boolean takesTokens() {
        return true;
    }

    @Override
    public int longestInput() {
        return tokens.longestInput();
    }

    @Override
    public int dims() {
        return tokens.dims();
    }

    @Override
    public int batchSize() {
        return tokens.batchSize();
    }

    @Override
    public EncoderCall call(List<EncoderInput> batch, Integer dimensions) {
        return tokens.call(batch, null);
    }

    @Override
    public Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch) {
        return new Encoding(
                Scores.of(InferAnswer.floats(answer, headerLength, output.name()), batch.size(), output), null);
    }
}
