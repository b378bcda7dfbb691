package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.Floats;
import io.openaitriton.triton.tensor.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The vectors in a tensor, one after another.
 *
 * @param count vectors of each input: 1, or one for each token
 */
record Rows(TensorData tensor, int inputs, int count, int dims) {

    /**
     * The vectors of a tensor whose last dimension is that of a vector.
     *
     * @param declared length of a vector; -1 for any
     * @throws TritonException if the number differs between inputs, or a number is infinite or NaN
     */
    static Rows of(TensorData tensor, int inputs, long declared) {
        long[] shape = tensor.shape();
        long dims = shape.length == 0 ? 0 : shape[shape.length - 1];
        long rows = dims == 0 ? 0 : tensor.count() / dims;
        if (rows == 0
                || declared > 0 && dims != declared
                || rows % inputs != 0
                || shape.length > 1 && rows > inputs && shape[0] != inputs && inputs > 1) {
            throw new TritonException(
                    Kind.BAD_ANSWER,
                    "its output '" + tensor.name() + "' has the shape " + Arrays.toString(shape) + " for " + inputs
                            + " inputs");
        }
        requireFinite(tensor);
        return new Rows(tensor, inputs, (int) (rows / inputs), (int) dims);
    }

    private static void requireFinite(TensorData tensor) {
        if (Floats.notFinite(tensor.bytes(), tensor.offset(), tensor.count()) >= 0) {
            throw new TritonException(
                    Kind.BAD_ANSWER, "its output '" + tensor.name() + "' has a number that is infinite or NaN");
        }
    }

    /** The first vector of an input. */
    Vector of(int input) {
        return new Vector(tensor.bytes(), tensor.offset() + input * count * dims * Floats.BYTES, dims);
    }

    /** The only vector of each input. */
    List<Vector> all() {
        List<Vector> vectors = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            vectors.add(of(i));
        }
        return vectors;
    }
}
