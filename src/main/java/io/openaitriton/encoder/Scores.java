package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.Floats;
import io.openaitriton.triton.tensor.TensorData;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The one or two numbers that a cross-encoder gives each pair. */
final class Scores {
    private Scores() {}

    /**
     * The numbers of a tensor, with or without a separate dimension for them.
     *
     * @throws TritonException if a pair has other than one or two numbers, or a number is infinite or NaN
     */
    static List<Vector> of(TensorData tensor, int pairs, TensorSpec output) {
        int count = tensor.count();
        int width = count / pairs;
        long[] shape = tensor.shape();
        if (width < 1
                || width > 2
                || count != width * pairs
                // a row of first numbers and a row of second ones
                || width == 2 && shape[shape.length - 1] != 2) {
            throw new TritonException(
                    Kind.BAD_ANSWER,
                    "its output '" + output.name() + "' has the shape " + Arrays.toString(shape) + " for " + pairs
                            + " pairs, not one or two numbers for each");
        }
        if (Floats.notFinite(tensor.bytes(), tensor.offset(), count) >= 0) {
            throw new TritonException(
                    Kind.BAD_ANSWER, "its output '" + output.name() + "' has a number that is infinite or NaN");
        }
        List<Vector> scores = new ArrayList<>(pairs);
        for (int i = 0; i < pairs; i++) {
            scores.add(new Vector(tensor.bytes(), tensor.offset() + i * width * Floats.BYTES, width));
        }
        return scores;
    }
}
