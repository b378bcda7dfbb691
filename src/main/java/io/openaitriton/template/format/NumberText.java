package io.openaitriton.template.format;

import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Numbers;
import java.math.BigInteger;

/** Numbers in text, as {@code int()} and {@code float()} read them. */
public final class NumberText {
    private NumberText() {}

    /** Null if the text is no integer in this base. */
    public static Number integer(String text, int base) {
        String rest = LetterCase.lower(Whitespace.strip(text, true, true));
        boolean negative = rest.startsWith("-");
        rest = negative || rest.startsWith("+") ? rest.substring(1) : rest;
        int radix = base;
        int prefixed = rest.startsWith("0x") ? 16 : rest.startsWith("0o") ? 8 : rest.startsWith("0b") ? 2 : 0;
        if (prefixed != 0 && (base == 0 || base == prefixed)) {
            radix = prefixed;
            rest = rest.substring(rest.startsWith("_", 2) ? 3 : 2);
        } else if (base == 0) {
            radix = 10;
        }
        String digits = withoutUnderscores(rest);
        if (radix < 2 || radix > 36 || digits == null || digits.length() > 4300) {
            return null;
        }
        for (char c : digits.toCharArray()) {
            if (Character.digit(c, radix) < 0) {
                return null;
            }
        }
        BigInteger value = new BigInteger(digits, radix);
        return Numbers.shrink(negative ? value.negate() : value);
    }

    /** Single underscores may stand between digits. */
    private static String withoutUnderscores(String text) {
        boolean wrong = text.isEmpty() || text.startsWith("_") || text.endsWith("_") || text.contains("__");
        return wrong ? null : text.replace("_", "");
    }

    /** Digits of any script as those of ASCII. */
    private static String inAscii(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder ascii = new StringBuilder(text.length());
        text.codePoints()
                .forEach(code ->
                        ascii.appendCodePoint(Character.isDigit(code) ? '0' + Character.digit(code, 10) : code));
        return ascii.toString();
    }

    /** Null if the text is no number. */
    public static Double real(String text) {
        String rest = LetterCase.lower(Whitespace.strip(text, true, true));
        String unsigned = rest.startsWith("-") || rest.startsWith("+") ? rest.substring(1) : rest;
        double sign = rest.startsWith("-") ? -1 : 1;
        switch (unsigned) {
            case "inf", "infinity" -> {
                return sign * Double.POSITIVE_INFINITY;
            }
            case "nan" -> {
                return Double.NaN;
            }
            default -> {
                // Java would also read hexadecimal numbers and a trailing f or d
                String digits = withoutUnderscores(inAscii(unsigned));
                if (digits == null || !digits.chars().allMatch(c -> "0123456789.e+-".indexOf(c) >= 0)) {
                    return null;
                }
                try {
                    return sign * Double.parseDouble(digits);
                } catch (NumberFormatException e) {
                    return null;
                }
            }
        }
    }
}
