package io.openaitriton.triton.tensor;

/**
 * A tensor of an answer.
 *
 * @param shape with the batch dimension
 * @param bytes that contain its elements, little-endian, and maybe others
 * @param offset of the first element
 */
public record TensorData(String name, DataType type, long[] shape, byte[] bytes, int offset) {
    /** Number of elements. */
    public int count() {
        return (int) count(shape);
    }

    /** The number of elements of a shape; -1 for an invalid shape, or one too large for an array. */
    static long count(long[] shape) {
        long count = 1;
        for (long dim : shape) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                return -1;
            }
            count *= dim;
            if (count > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return count;
    }
}
