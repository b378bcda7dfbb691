package io.openaitriton.template.format;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.Map;

/** {@code text % values} */
public final class PercentFormat {
    private final Context context;
    private final String text;
    private final Object values;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private int used;
    private final boolean escaping;
    private boolean named;

    public PercentFormat(Context context, Object text, Object values) {
        this.context = context;
        this.text = Types.text(text);
        this.escaping = text instanceof Markup;
        this.values = values;
    }

    public String format() {
        context.read(text.length());
        context.grow(text.length());
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '%') {
                conversion();
            } else {
                out.append(c);
            }
        }
        // what has items may leave them unused, as far as Python looks
        boolean mapping = values instanceof Map || values instanceof Undefined || (Types.isList(values) && used == 0);
        if (!mapping && !named && used < (values instanceof Tuple tuple ? tuple.size() : 1)) {
            throw TemplateException.value("not all arguments converted during string formatting");
        }
        return out.toString();
    }

    private char peek() {
        if (position >= text.length()) {
            throw TemplateException.value("incomplete format");
        }
        return text.charAt(position);
    }

    private void conversion() {
        context.step();
        Object value = Missing.VALUE;
        if (peek() == '(') {
            int end = text.indexOf(')', position);
            if (end < 0) {
                throw TemplateException.value("incomplete format key");
            }
            if (!(values instanceof Map<?, ?> map)) {
                throw TemplateException.value("format requires a mapping");
            }
            value = Dicts.get(context, map, text.substring(position + 1, end));
            if (value == Missing.VALUE) {
                throw TemplateException.value("KeyError: '" + text.substring(position + 1, end) + "'");
            }
            named = true;
            position = end + 1;
        }
        int flags = position;
        while ("-+ #0".indexOf(peek()) >= 0) {
            position++;
        }
        String given = text.substring(flags, position);
        int width = number();
        int precision = -1;
        if (peek() == '.') {
            position++;
            precision = Math.max(0, number());
        }
        while ("hlL".indexOf(peek()) >= 0) {
            position++;
        }
        char type = peek();
        position++;
        if (type == '%') {
            out.append('%');
            return;
        }
        boolean left = given.indexOf('-') >= 0 || width < -1;
        char align = left ? '<' : given.indexOf('0') >= 0 ? '=' : '>';
        char sign = given.indexOf('+') >= 0 ? '+' : given.indexOf(' ') >= 0 ? ' ' : '-';
        write(
                value == Missing.VALUE ? next() : value,
                align,
                sign,
                given,
                Math.abs(width == -1 ? 0 : width),
                precision,
                type);
    }

    private void write(Object value, char align, char sign, String flags, int width, int precision, char type) {
        boolean text = "sracc".indexOf(type) >= 0;
        char fill = align == '=' && !text ? '0' : ' ';
        char where = align == '=' && text ? '>' : align;
        NumberFormat format = new NumberFormat(
                fill,
                where,
                sign,
                flags.indexOf('#') >= 0,
                '\0',
                width,
                precision,
                type == 'i' || type == 'u' ? 'd' : type);
        String piece = switch (type) {
            case 's' ->
                format.text(
                        context,
                        escaping ? HtmlEscape.escape(context, value).text() : Representation.str(context, value));
            case 'r' -> format.text(context, Representation.repr(context, value));
            case 'a' -> format.text(context, Representation.ascii(context, value));
            case 'c' -> format.text(context, character(value));
            case 'd', 'i', 'u' -> format.integer(context, Numbers.big(whole(value, type)));
            case 'x', 'X', 'o' -> {
                if (Numbers.isFloat(value)) {
                    throw wrong(type, value);
                }
                yield format.integer(context, Numbers.big(whole(value, type)));
            }
            case 'f', 'F', 'e', 'E', 'g', 'G' ->
                format.real(context, numeric(value, type).doubleValue());
            default -> throw TemplateException.value("unsupported format character '" + type + "'");
        };
        context.grow(piece.length());
        out.append(piece);
    }

    private Number numeric(Object value, char type) {
        Number number = Numbers.of(value);
        if (number == null) {
            throw value instanceof Undefined undefined ? undefined.used() : wrong(type, value);
        }
        return number;
    }

    private Number whole(Object value, char type) {
        Number number = numeric(value, type);
        return number instanceof Double d ? Integers.truncate(d) : number;
    }

    private static TemplateException wrong(char type, Object value) {
        return TemplateException.value("%" + type + " format: a number is required, not " + Types.name(value));
    }

    private String character(Object value) {
        if (Types.isString(value) && CodePoints.length(Types.text(value)) == 1) {
            return Types.text(value);
        }
        if (Numbers.isInteger(value) && Character.isValidCodePoint((int) Integers.of(value))) {
            return Character.toString((int) Integers.of(value));
        }
        throw TemplateException.value("%c requires int or char");
    }

    /** A width or precision; -1 if none is given. */
    private int number() {
        if (peek() == '*') {
            position++;
            return (int) Math.max(-1_000_000_000, Math.min(1_000_000_000, Integers.of(next())));
        }
        int number = -1;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(100_000_000, Math.max(0, number)) * 10 + peek() - '0';
            position++;
        }
        return number;
    }

    private Object next() {
        boolean tuple = values instanceof Tuple;
        if (used >= (tuple ? ((Tuple) values).size() : 1)) {
            throw TemplateException.value("not enough arguments for format string");
        }
        used++;
        return tuple ? ((Tuple) values).get(used - 1) : values;
    }
}
