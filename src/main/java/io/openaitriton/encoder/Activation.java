package io.openaitriton.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers of a cross-encoder become the score of a pair. Of two numbers, the second stands for relevance. */
public enum Activation {
    /** Between 0 and 1, of one number. */
    SIGMOID,
    /** Between 0 and 1, of two numbers: the share of the second. */
    SOFTMAX,
    /** The number as the model gives it. */
    NONE,
    /**
     * Chosen by {@link Layout}: softmax of two numbers; sigmoid of one, unless a model that takes texts has an output with a name
     * other than logits.
     */
    AUTO;

    /** The names of all. */
    public static final List<String> NAMES = Arrays.stream(values())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .toList();

    /** @throws IllegalArgumentException for any other name */
    public static Activation of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * The score of a pair.
     *
     * @param numbers one or two
     * @param ready whether a single number is already a score, for {@link #AUTO}
     */
    public double score(Vector numbers, boolean ready) {
        boolean two = numbers.dims() == 2;
        float last = numbers.get(numbers.dims() - 1);
        return switch (this) {
            case SIGMOID -> sigmoid(last);
            // the softmax of two numbers is the sigmoid of their difference; the softmax of one number would always be
            // 1
            case SOFTMAX -> sigmoid(two ? (double) last - numbers.get(0) : last);
            // the shortest decimal with the same single-precision value: 0.87, not 0.8700000047683716
            case NONE -> Double.parseDouble(Float.toString(last));
            case AUTO -> (two ? SOFTMAX : ready ? NONE : SIGMOID).score(numbers, ready);
        };
    }

    private static double sigmoid(double number) {
        return 1 / (1 + Math.exp(-number));
    }
}
