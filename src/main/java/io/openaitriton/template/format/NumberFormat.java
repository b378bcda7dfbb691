package io.openaitriton.template.format;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Arithmetics;
import io.openaitriton.template.value.Numbers;
import java.math.BigInteger;
import java.util.Locale;

/**
 * What both of Python's ways of formatting say about one value.
 *
 * @param width characters at least, 0 for any
 * @param precision -1 when not given
 */
public record NumberFormat(
        char fill, char align, char sign, boolean alternate, char grouping, int width, int precision, char type) {

    /** An integer in the base of its type. */
    String integer(Context context, BigInteger value) {
        int radix = switch (type) {
            case 'x', 'X' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
        Arithmetics.pay(context, Numbers.shrink(value), Numbers.shrink(value));
        String digits = value.abs().toString(radix);
        if (precision > digits.length()) {
            context.grow(precision);
            digits = "0".repeat(precision - digits.length()) + digits;
        }
        if (type == 'X') {
            digits = digits.toUpperCase(Locale.ROOT);
        }
        String prefix = alternate && radix != 10 ? "0" + type : "";
        return pad(context, signOf(value.signum() < 0) + prefix, group(digits, radix == 10 ? 3 : 4), true);
    }

    /** A float; without a type as {@code repr}, but for the precision. */
    public String real(Context context, double value) {
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        int digits = precision < 0 ? 6 : precision;
        // the exact value is cut, written and cut again: some copies of up to a thousand digits
        context.steps(64 + Math.min(digits, FloatText.MAX_DIGITS) / 16);
        context.grow(400 + 3L * digits);
        double size = Math.abs(value);
        String text;
        if (type == '%') {
            text = FloatText.format('f', size * 100, digits, alternate) + "%";
        } else if (type != 0) {
            text = FloatText.format(type == 'n' ? 'g' : type, size, digits, alternate);
        } else if (precision < 0) {
            text = FloatText.repr(context, size);
        } else {
            text = FloatText.format('g', size, digits, alternate);
            if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && Double.isFinite(size)) {
                text += ".0";
            }
        }
        int whole = 0;
        while (whole < text.length() && Character.isDigit(text.charAt(whole))) {
            whole++;
        }
        return pad(context, signOf(negative), group(text.substring(0, whole), 3) + text.substring(whole), true);
    }

    String text(Context context, String value) {
        String cut =
                precision >= 0 && precision < CodePoints.length(value) ? CodePoints.range(value, 0, precision) : value;
        return pad(context, "", cut, false);
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '+' || sign == ' ' ? String.valueOf(sign) : "";
    }

    private String group(String digits, int size) {
        if (grouping == 0) {
            return digits;
        }
        StringBuilder out = new StringBuilder(digits.length() * 2);
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % size == 0) {
                out.append(grouping);
            }
            out.append(digits.charAt(i));
        }
        return out.toString();
    }

    private String pad(Context context, String prefix, String body, boolean number) {
        int missing = width - CodePoints.length(prefix) - CodePoints.length(body);
        if (missing <= 0) {
            return prefix + body;
        }
        context.grow(missing);
        String filling = String.valueOf(fill);
        char where = align == 0 ? (number ? '>' : '<') : align;
        return switch (where) {
            case '=' -> prefix + filling.repeat(missing) + body;
            case '<' -> prefix + body + filling.repeat(missing);
            case '^' -> filling.repeat(missing / 2) + prefix + body + filling.repeat(missing - missing / 2);
            default -> filling.repeat(missing) + prefix + body;
        };
    }
}
