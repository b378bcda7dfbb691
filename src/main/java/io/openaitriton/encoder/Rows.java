package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.Floats;
import io.openaitriton.triton.tensor.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The vectors in a tensor, one behind the other.
 *
 * @param count how many there are for each input: 1, or one for each token
 */
record Rows(TensorData tensor, int inputs, int count, int dims) {

    /**
     * The vectors of a tensor whose last dimension is that of a vector.
     *
     * @param declared numbers of a vector; -1 for any
     * @throws TritonException when there is not the same number for each input, or one of their numbers is none
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

    /** Of each input the only vector. */
    List<Vector> all() {
        List<Vector> vectors = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            vectors.add(of(i));
        }
        return vectors;
    }
}
