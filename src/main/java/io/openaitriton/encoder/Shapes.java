package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** The shapes of input tensors. */
final class Shapes {
    /** Stands for a fixed number of inputs other than 1. */
    static final int FIXED = -1;

    private Shapes() {}

    /**
     * The shape of a tensor with one element for each input.
     *
     * @param batching whether there is a batch dimension before the declared dimensions
     */
    static long[] elements(TensorSpec spec, boolean batching, int inputs) {
        long[] shape = ones(spec, batching);
        shape[0] = inputs;
        return shape;
    }

    /**
     * The shape of a tensor with a row for each input.
     *
     * @param batching whether there is a batch dimension before the declared dimensions
     */
    static long[] rows(TensorSpec spec, boolean batching, int inputs, int length) {
        long[] shape = ones(spec, batching);
        shape[shape.length - 1] = length;
        if (shape.length > 1) {
            shape[0] = inputs;
        }
        return shape;
    }

    private static long[] ones(TensorSpec spec, boolean batching) {
        long[] shape = new long[Math.max(1, spec.dims().size() + (batching ? 1 : 0))];
        Arrays.fill(shape, 1);
        return shape;
    }

    /**
     * Most inputs of a call to a model without a batch dimension; 0 for any number.
     *
     * @param rowDims dimensions of a single input
     * @return {@link #FIXED} if the number is fixed and not 1
     */
    static int batchSize(TensorSpec spec, int rowDims) {
        List<Long> dims = spec.dims();
        if (dims.size() <= rowDims || dims.get(0) == 1) {
            return 1;
        }
        return dims.get(0) < 0 ? 0 : FIXED;
    }
}
