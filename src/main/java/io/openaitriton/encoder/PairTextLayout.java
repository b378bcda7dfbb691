package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.InferAnswer;
import io.openaitriton.triton.tensor.InferRequest;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.List;

/**
 * A cross-encoder that takes texts and tokenises them itself: two inputs, one input of two elements, or one input whose text a
 * template makes of both.
 *
 * @param first the input of the first texts, or of both
 * @param second the input of the second texts; null when there is one input
 * @param batching whether every tensor has a batch dimension before its declared dimensions
 */
record PairTextLayout(
        TensorSpec first, TensorSpec second, TensorSpec output, boolean batching, int batchSize, PairOptions pairs)
        implements Layout {

    @Override
    public String id() {
        return "text";
    }

    @Override
    public String description() {
        return "pairs of texts in '" + first.name() + "'"
                + (second == null ? "" : " and '" + second.name() + "'")
                + ", up to " + batchSize + " a call, and gives '" + output.name() + "'";
    }

    @Override
    public boolean takesTexts() {
        return true;
    }

    @Override
    public boolean takesTokens() {
        return false;
    }

    @Override
    public int dims() {
        return (int) output.lastDim();
    }

    @Override
    public EncoderCall call(List<EncoderInput> batch, Integer dimensions) {
        InferRequest request = new InferRequest();
        int size = batch.size();
        if (second != null) {
            request.texts(
                            first.name(),
                            Shapes.elements(first, batching, size),
                            batch.stream().map(EncoderInput::text).toList())
                    .texts(
                            second.name(),
                            Shapes.elements(second, batching, size),
                            batch.stream().map(EncoderInput::second).toList());
        } else if (pairs.template().isEmpty()) {
            request.texts(
                    first.name(),
                    Shapes.rows(first, batching, size, 2),
                    batch.stream()
                            .flatMap(pair -> List.of(pair.text(), pair.second()).stream())
                            .toList());
        } else {
            request.texts(
                    first.name(),
                    Shapes.elements(first, batching, size),
                    batch.stream()
                            .map(pair -> pairs.join(pair.text(), pair.second()))
                            .toList());
        }
        InferRequest.Body body = request.output(output.name()).body();
        return new EncoderCall("infer", InferRequest.CONTENT_TYPE, body.bytes(), body.headerLength());
    }

    @Override
    public Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch) {
        return new Encoding(
                Scores.of(InferAnswer.floats(answer, headerLength, output.name()), batch.size(), output), null);
    }
}
