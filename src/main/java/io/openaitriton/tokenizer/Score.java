package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The score of a token, to the last bit as Hugging Face's tokenizers has it: serde_json reads the digits as a whole number and divides it, so that the result may differ
 * in the last bit from Java's correctly rounded number. A run of one character can be split in many ways with the same sum, and the last bits decide which split wins.
 */
final class Score {
    private static final BigInteger MOST_DIGITS =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    /** The largest power of ten in serde_json's table. */
    private static final int LARGEST_POWER = 308;

    private Score() {}

    /** @param number read with all its digits, as a decimal number, if it has a fraction */
    static double of(JsonNode number) {
        if (!number.isBigDecimal()) {
            return number.asDouble();
        }
        BigDecimal exact = number.decimalValue();
        BigInteger digits = exact.unscaledValue().abs();
        int exponent = -exact.scale();
        while (digits.compareTo(MOST_DIGITS) > 0) {
            digits = digits.divide(BigInteger.TEN);
            exponent++;
        }
        double value = scaled(digits.doubleValue(), exponent);
        return exact.signum() < 0 ? -value : value;
    }

    private static double scaled(double digits, int exponent) {
        double value = digits;
        int rest = exponent;
        while (rest < -LARGEST_POWER && value != 0) {
            value /= power(LARGEST_POWER);
            rest += LARGEST_POWER;
        }
        return rest < 0 ? value / power(Math.min(-rest, LARGEST_POWER)) : value * power(Math.min(rest, LARGEST_POWER));
    }

    private static double power(int exponent) {
        return Double.parseDouble("1e" + exponent);
    }
}
