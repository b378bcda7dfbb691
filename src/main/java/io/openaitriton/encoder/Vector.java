package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.Floats;

/**
 * The numbers that stand for a text: single precision, little-endian.
 *
 * @param bytes that hold them, and may hold others
 * @param offset of the first
 * @param dims how many there are
 */
public record Vector(byte[] bytes, int offset, int dims) {
    /** A zero vector stays one. */
    private static final double SHORTEST = 1e-12;

    public float get(int index) {
        return Floats.get(bytes, offset + index * Floats.BYTES);
    }

    /** The first of its numbers, made of length 1 again: what models are trained for whose vectors may be cut. */
    public Vector shortened(int count) {
        return new Vector(bytes, offset, count).normalized();
    }

    /** The vector of length 1 in the same direction. */
    Vector normalized() {
        double sum = 0;
        for (int i = 0; i < dims; i++) {
            double number = get(i);
            sum += number * number;
        }
        double length = Math.max(Math.sqrt(sum), SHORTEST);
        byte[] unit = new byte[dims * Floats.BYTES];
        for (int i = 0; i < dims; i++) {
            Floats.put(unit, i * Floats.BYTES, (float) (get(i) / length));
        }
        return new Vector(unit, 0, dims);
    }
}
