package io.openaitriton.encoder;

import io.openaitriton.triton.tensor.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the vectors of a text's tokens become one vector. */
public enum Pooling {
    /** The mean of all tokens. */
    MEAN,
    /** The vector of the first token. */
    CLS,
    /** The vector of the last token. */
    LAST,
    /** The model gives one vector. */
    NONE,
    /** Chosen from the model's output: its only vector, or the mean of several. */
    AUTO;

    /** The names of all. */
    public static final List<String> NAMES =
            Arrays.stream(values()).map(Pooling::text).toList();

    /** @throws IllegalArgumentException for any other name */
    public static Pooling of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * One vector of several.
     *
     * @param tokens the vector of the first of them; the others follow it
     * @param length number of tokens that count, 1 or more
     */
    Vector pool(Vector tokens, int length) {
        int dims = tokens.dims();
        return switch (this) {
            case CLS -> tokens;
            case LAST -> new Vector(tokens.bytes(), tokens.offset() + (length - 1) * dims * Floats.BYTES, dims);
            default -> mean(tokens, length);
        };
    }

    private static Vector mean(Vector tokens, int length) {
        int dims = tokens.dims();
        double[] sums = new double[dims];
        int at = tokens.offset();
        for (int token = 0; token < length; token++) {
            for (int i = 0; i < dims; i++) {
                sums[i] += Floats.get(tokens.bytes(), at);
                at += Floats.BYTES;
            }
        }
        byte[] mean = new byte[dims * Floats.BYTES];
        for (int i = 0; i < dims; i++) {
            Floats.put(mean, i * Floats.BYTES, (float) (sums[i] / length));
        }
        return new Vector(mean, 0, dims);
    }
}
