package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.Floats;
import io.openaitriton.triton.tensor.InferAnswer;
import io.openaitriton.triton.tensor.InferRequest;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model that takes token ids, as ONNX and TensorRT models do. Shorter texts of a batch are padded at their ends.
 *
 * @param mask the input that separates tokens from padding; null if the model has none
 * @param types the input of token types; null when the model has none
 * @param batching whether every tensor has a batch dimension before its declared dimensions
 */
record TokenLayout(
        TensorSpec ids,
        TensorSpec mask,
        TensorSpec types,
        TensorSpec output,
        boolean batching,
        int batchSize,
        LayoutOptions options)
        implements Layout {

    @Override
    public String id() {
        return "tokens";
    }

    @Override
    public String description() {
        return "tokens in '" + ids.name() + "'" + (mask == null ? "" : ", '" + mask.name() + "'")
                + (types == null ? "" : ", '" + types.name() + "'")
                + ", up to " + batchSize + " texts a call, and gives '" + output.name() + "'"
                + (isPooled()
                        ? ", whose "
                                + (options.pooling() == Pooling.AUTO
                                        ? "mean"
                                        : options.pooling().text()) + " is taken"
                        : "");
    }

    /** Whether its declared output has a vector for each token. */
    private boolean isPooled() {
        return options.pooling() != Pooling.NONE && output.dims().size() > (batching ? 1 : 2);
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
        return (int) Math.max(0, ids.lastDim());
    }

    @Override
    public int dims() {
        return (int) output.lastDim();
    }

    @Override
    public long batchTokens() {
        int dims = dims();
        // the answer has a vector for each, padding included
        return isPooled() && dims > 0
                ? Math.max(1, options.maxAnswerBytes() / ((long) dims * Floats.BYTES))
                : Long.MAX_VALUE;
    }

    @Override
    public EncoderCall call(List<EncoderInput> batch, Integer dimensions) {
        int length = paddedLength(batch);
        InferRequest request = new InferRequest();
        add(
                request,
                ids,
                length,
                batch,
                options.padId(),
                (row, input) -> System.arraycopy(input.ids(), 0, row.numbers(), row.at(), input.ids().length));
        if (mask != null) {
            add(
                    request,
                    mask,
                    length,
                    batch,
                    0,
                    (row, input) -> Arrays.fill(row.numbers(), row.at(), row.at() + input.ids().length, 1));
        }
        if (types != null) {
            add(request, types, length, batch, 0, (row, input) -> {
                if (input.types() != null) {
                    System.arraycopy(input.types(), 0, row.numbers(), row.at(), input.types().length);
                }
            });
        }
        InferRequest.Body body = request.output(output.name()).body();
        return new EncoderCall("infer", InferRequest.CONTENT_TYPE, body.bytes(), body.headerLength());
    }

    private int paddedLength(List<EncoderInput> batch) {
        int fixed = longestInput();
        return fixed > 0
                ? fixed
                : batch.stream().mapToInt(EncoderInput::length).max().orElse(0);
    }

    /** Where the numbers of one input begin. */
    private record Row(int[] numbers, int at) {}

    /** Writes the numbers of one input. */
    @FunctionalInterface
    private interface RowWriter {
        void write(Row row, TokenIds input);
    }

    private void add(
            InferRequest request,
            TensorSpec spec,
            int length,
            List<EncoderInput> batch,
            int padding,
            RowWriter writer) {
        int[] numbers = new int[Math.multiplyExact(batch.size(), length)];
        if (padding != 0) {
            Arrays.fill(numbers, padding);
        }
        for (int i = 0; i < batch.size(); i++) {
            writer.write(new Row(numbers, i * length), batch.get(i).tokens());
        }
        request.numbers(spec.name(), spec.type(), Shapes.rows(spec, batching, batch.size(), length), numbers);
    }

    @Override
    public Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch) {
        Rows rows = Rows.of(InferAnswer.floats(answer, headerLength, output.name()), batch.size(), output.lastDim());
        int length = paddedLength(batch);
        boolean ready = rows.count() == 1 && !isPooled();
        if (!ready && (rows.count() != length || options.pooling() == Pooling.NONE)) {
            throw new TritonException(
                    Kind.BAD_ANSWER,
                    "its output '" + output.name() + "' has " + rows.count() + " vectors for a text of " + length
                            + " tokens; choose them with 'pooling' and 'output' in the model's definition");
        }
        boolean normalize = options.normalize() == null ? !ready : options.normalize();
        List<Vector> vectors = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Vector first = rows.of(i);
            Vector vector =
                    ready ? first : options.pooling().pool(first, batch.get(i).length());
            vectors.add(normalize ? vector.normalized() : vector);
        }
        return new Encoding(vectors, null);
    }
}
