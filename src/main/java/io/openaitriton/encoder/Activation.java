package io.openaitriton.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers that a cross-encoder gives a pair become its score. Of two numbers the second is that of relevance. */
public enum Activation {
    /** Between 0 and 1, of one number. */
    SIGMOID,
    /** Between 0 and 1, of two numbers: the share of the second. */
    SOFTMAX,
    /** The number as the model gives it. */
    NONE,
    /** By {@link Layout}: of two numbers the softmax; of one the sigmoid, unless a model that takes texts gives it under another name than that of logits. */
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
     * @param ready whether one number is a score already, as {@link #AUTO} takes it
     */
    public double score(Vector numbers, boolean ready) {
        boolean two = numbers.dims() == 2;
        float last = numbers.get(numbers.dims() - 1);
        return switch (this) {
            case SIGMOID -> sigmoid(last);
            // of two the softmax is the sigmoid of their difference; that of one number would be 1 always
            case SOFTMAX -> sigmoid(two ? (double) last - numbers.get(0) : last);
            // the shortest number that is the same in single precision: 0.87, not 0.8700000047683716
            case NONE -> Double.parseDouble(Float.toString(last));
            case AUTO -> (two ? SOFTMAX : ready ? NONE : SIGMOID).score(numbers, ready);
        };
    }

    private static double sigmoid(double number) {
        return 1 / (1 + Math.exp(-number));
    }
}
