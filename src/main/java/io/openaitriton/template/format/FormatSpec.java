package io.openaitriton.template.format;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;

/** What stands after the colon in a replacement field of {@code str.format}. */
public final class FormatSpec {
    private final String spec;
    private int position;

    private FormatSpec(String spec) {
        this.spec = spec;
    }

    public static String format(Context context, Object value, String spec) {
        if (spec.isEmpty()) {
            return Representation.str(context, value);
        }
        Number number = Numbers.of(value);
        if (number == null && !Types.isString(value)) {
            throw TemplateException.value("unsupported format string passed to " + Types.name(value) + ".__format__");
        }
        NumberFormat format = new FormatSpec(spec).parse(number != null);
        if (number == null) {
            if (format.grouping() != 0) {
                throw TemplateException.value("Cannot specify '" + format.grouping() + "' with 's'.");
            }
            if (format.type() != 0 && format.type() != 's' || format.align() == '=' || format.sign() != 0) {
                throw TemplateException.value("Invalid format specifier '" + spec + "' for a string");
            }
            return format.text(context, Types.text(value));
        }
        char type = format.type();
        if (number instanceof Double || "eEfFgG%".indexOf(type) >= 0 && type != 0) {
            if (type != 0 && "eEfFgG%n".indexOf(type) < 0) {
                throw TemplateException.value("Unknown format code '" + type + "' for object of type 'float'");
            }
            return format.real(context, number.doubleValue());
        }
        if (type == 'c') {
            return format.text(context, Character.toString((int) number.longValue()));
        }
        if (type != 0 && "bdoxXn".indexOf(type) < 0 || format.precision() >= 0) {
            throw TemplateException.value("Invalid format specifier '" + spec + "' for an integer");
        }
        return format.integer(context, Numbers.big(number));
    }

    private char peek() {
        return position < spec.length() ? spec.charAt(position) : '\0';
    }

    private boolean skip(char c) {
        if (peek() == c) {
            position++;
            return true;
        }
        return false;
    }

    private static boolean isAlign(char c) {
        return c == '<' || c == '>' || c == '^' || c == '=';
    }

    private NumberFormat parse(boolean number) {
        char fill = ' ';
        char align = '\0';
        if (spec.length() > 1 && isAlign(spec.charAt(1))) {
            fill = spec.charAt(0);
            align = spec.charAt(1);
            position = 2;
        } else if (isAlign(peek())) {
            align = spec.charAt(position++);
        }
        char sign = peek() == '+' || peek() == '-' || peek() == ' ' ? spec.charAt(position++) : '\0';
        boolean alternate = skip('#');
        if (peek() == '0') {
            if (align == 0) {
                fill = '0';
                align = number ? '=' : '<';
            }
            position++;
        }
        int width = digits();
        char grouping = peek() == ',' || peek() == '_' ? spec.charAt(position++) : '\0';
        int precision = -1;
        if (skip('.')) {
            precision = digits();
            if (precision < 0) {
                throw TemplateException.value("Format specifier missing precision");
            }
        }
        char type = peek();
        if (position + (type == 0 ? 0 : 1) != spec.length()) {
            throw TemplateException.value("Invalid format specifier '" + spec + "'");
        }
        return new NumberFormat(fill, align, sign, alternate, grouping, Math.max(0, width), precision, type);
    }

    private int digits() {
        int number = -1;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(100_000_000, Math.max(0, number)) * 10 + peek() - '0';
            position++;
        }
        return number;
    }
}
