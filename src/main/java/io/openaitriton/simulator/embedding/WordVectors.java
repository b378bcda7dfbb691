package io.openaitriton.simulator.embedding;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Deterministic vectors: every word has a vector in its own direction, and a text has the mean of its words' vectors. So the cosine of
 * two texts grows with the words that they share.
 */
final class WordVectors {
    /** Numbers of a vector. */
    static final int DIMS = 384;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private WordVectors() {}

    /** The vector of a text, of length 1. */
    static double[] of(String text) {
        double[] sum = new double[DIMS];
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        boolean any = false;
        while (words.find()) {
            add(words.group().hashCode(), sum);
            any = true;
        }
        if (!any) {
            add(text.hashCode(), sum);
        }
        return unit(sum);
    }

    /** The vector of a token or a word. */
    static double[] of(long seed) {
        double[] vector = new double[DIMS];
        add(seed, vector);
        return unit(vector);
    }

    private static void add(long seed, double[] sum) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < DIMS; i++) {
            sum[i] += random.nextDouble() - 0.5;
        }
    }

    private static double[] unit(double[] vector) {
        double sum = 0;
        for (double number : vector) {
            sum += number * number;
        }
        double length = Math.sqrt(sum);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    /** Rows, one behind the other. */
    static double[] joined(List<double[]> rows) {
        double[] all = new double[rows.size() * DIMS];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * DIMS, DIMS);
        }
        return all;
    }
}
