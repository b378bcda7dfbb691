package io.openaitriton.triton.tensor;

import java.util.List;

/**
 * An input or output that a model declares.
 *
 * @param dims without the batch dimension; -1 for any size
 * @param optional whether a request may lack it
 */
public record TensorSpec(String name, DataType type, List<Long> dims, boolean optional) {
    /** Size of the last dimension; -1 for any size, or without dimensions. */
    public long lastDim() {
        return dims.isEmpty() ? -1 : dims.get(dims.size() - 1);
    }
}
