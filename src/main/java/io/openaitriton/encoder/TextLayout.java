package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.InferAnswer;
import io.openaitriton.triton.tensor.InferRequest;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.List;

/**
 * A model that takes texts and tokenises them itself.
 *
 * @param batching whether every tensor has a batch dimension before its declared dimensions
 */
record TextLayout(TensorSpec input, TensorSpec output, boolean batching, int batchSize, Boolean normalize)
        implements Layout {

    @Override
    public String id() {
        return "text";
    }

    @Override
    public String description() {
        return "texts in '" + input.name() + "', up to " + batchSize + " a call, and gives '" + output.name() + "'";
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
        InferRequest.Body body = new InferRequest()
                .texts(
                        input.name(),
                        Shapes.elements(input, batching, batch.size()),
                        batch.stream().map(EncoderInput::text).toList())
                .output(output.name())
                .body();
        return new EncoderCall("infer", InferRequest.CONTENT_TYPE, body.bytes(), body.headerLength());
    }

    @Override
    public Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch) {
        Rows rows = Rows.of(InferAnswer.floats(answer, headerLength, output.name()), batch.size(), output.lastDim());
        if (rows.count() != 1) {
            throw new TritonException(
                    Kind.BAD_ANSWER,
                    "its output '" + output.name() + "' has " + rows.count() + " vectors for each text, not one");
        }
        List<Vector> vectors = rows.all();
        return new Encoding(
                Boolean.TRUE.equals(normalize)
                        ? vectors.stream().map(Vector::normalized).toList()
                        : vectors,
                null);
    }
}
