package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.Floats;

/**
 * The numbers of a text or a pair: single precision, little-endian.
 *
 * @param bytes that contain them, and maybe others
 * @param offset of the first
 * @param dims how many there are
 */
public record Vector(byte[] bytes, int offset, int dims) {
    /** A zero vector stays one. */
    private static final double SHORTEST = 1e-12;

    public float get(int index) {
        return Floats.get(bytes, offset + index * Floats.BYTES);
    }

    /** Its first numbers, normalised to length 1 again, as for models that were trained for shorter vectors. */
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
