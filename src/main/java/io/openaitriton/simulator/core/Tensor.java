package io.openaitriton.simulator.core;

import java.util.ArrayList;
import java.util.List;

/**
 * An input or output that a model declares.
 *
 * @param name name, as in requests and answers
 * @param datatype BYTES, BOOL, INT32, INT64, UINT8, UINT32, UINT64, FP16 or FP32
 * @param dims dimensions without that of the batch, -1 for any size
 * @param optional whether a request may lack it
 */
public record Tensor(String name, String datatype, List<Integer> dims, boolean optional) {

    public static Tensor of(String name, String datatype, Integer... dims) {
        return new Tensor(name, datatype, List.of(dims), false);
    }

    /** Optional tensors of one type and shape, by their names. */
    public static List<Tensor> optional(String datatype, List<Integer> dims, String... names) {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : names) {
            tensors.add(new Tensor(name, datatype, dims, true));
        }
        return tensors;
    }

    /** How many dimensions are open. */
    long openDims() {
        return dims.stream().filter(dim -> dim < 0).count();
    }

    /** Number of elements of the dimensions that are fixed. */
    int fixedElements() {
        return dims.stream().filter(dim -> dim >= 0).reduce(1, (a, b) -> a * b);
    }
}
