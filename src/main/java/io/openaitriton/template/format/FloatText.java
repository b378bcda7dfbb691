package io.openaitriton.template.format;

import io.openaitriton.template.runtime.Context;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as text, as Python writes them. */
final class FloatText {
    /** No float has more digits before or after the point. */
    static final int MAX_DIGITS = 1100;

    private FloatText() {}

    static String repr(Context context, double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(context, Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        return (value < 0 ? "-" : "")
                + (exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : plain(shortest));
    }

    /** The fewest digits that read back as the same number; Double.toString has more at times before JDK 19. */
    private static BigDecimal shortest(Context context, double value) {
        BigDecimal simple = simple(value);
        if (simple != null) {
            return simple.stripTrailingZeros();
        }
        context.steps(48);
        BigDecimal exact = new BigDecimal(value);
        // but for the smallest numbers, what has 15 digits is found with 15
        for (int precision = value < Double.MIN_NORMAL ? 1 : 15; precision < 17; precision++) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    /** The same for what is an integer of few digits, divided by a power of ten; else null. */
    private static BigDecimal simple(double value) {
        double scale = 1;
        for (int decimals = 0; decimals <= 10; decimals++, scale *= 10) {
            double digits = Math.rint(value * scale);
            if (digits >= 1e15) {
                return null;
            }
            if (digits / scale == value) {
                return BigDecimal.valueOf((long) digits, decimals);
            }
        }
        return null;
    }

    private static String plain(BigDecimal value) {
        String text = value.toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static String scientific(String digits, int exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + exponent(exponent, 'e');
    }

    private static String exponent(int exponent, char e) {
        int size = Math.abs(exponent);
        return e + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }

    /** {@code f}, {@code e} and {@code g} of printf, for a number that is not negative. */
    static String format(char type, double value, int precision, boolean alternate) {
        boolean upper = Character.isUpperCase(type);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            String text = Double.isNaN(value) ? "nan" : "inf";
            return upper ? text.toUpperCase(java.util.Locale.ROOT) : text;
        }
        return switch (type) {
            case 'f', 'F' ->
                new BigDecimal(value)
                                .setScale(Math.min(precision, MAX_DIGITS), RoundingMode.HALF_EVEN)
                                .toPlainString()
                        + "0".repeat(Math.max(0, precision - MAX_DIGITS))
                        + (alternate && precision == 0 ? "." : "");
            case 'e', 'E' -> exponential(value, precision, type);
            default -> general(value, Math.min(MAX_DIGITS, Math.max(1, precision)), upper ? 'E' : 'e', alternate);
        };
    }

    private static String exponential(double value, int precision, char e) {
        BigDecimal exact = new BigDecimal(value);
        if (value == 0) {
            return (precision == 0 ? "0" : "0." + "0".repeat(precision)) + exponent(0, e);
        }
        BigDecimal rounded = exact.round(new MathContext(Math.min(precision, MAX_DIGITS) + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        int exponent = digits.length() - rounded.scale() - 1;
        String padded = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
        return padded.charAt(0)
                + (precision == 0 ? "" : "." + padded.substring(1, precision + 1))
                + exponent(exponent, e);
    }

    private static String general(double value, int precision, char e, boolean alternate) {
        String exponential = exponential(value, precision - 1, e);
        int at = exponential.indexOf(e);
        int exponent = Integer.parseInt(exponential.substring(at + 1));
        String text;
        String tail = "";
        if (exponent < -4 || exponent >= precision) {
            text = exponential.substring(0, at);
            tail = exponential.substring(at);
        } else {
            text = new BigDecimal(value)
                    .setScale(precision - 1 - exponent, RoundingMode.HALF_EVEN)
                    .toPlainString();
        }
        if (!alternate && text.indexOf('.') >= 0) {
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text = text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
        }
        return text + tail;
    }
}
