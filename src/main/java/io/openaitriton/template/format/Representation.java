package io.openaitriton.template.format;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.Escapes;
import io.openaitriton.template.value.Arithmetics;
import io.openaitriton.template.value.DictView;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Namespace;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.PythonObject;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code str()} and {@code repr()}. */
public final class Representation {
    private final Context context;
    private final StringBuilder out = new StringBuilder();

    private Representation(Context context) {
        this.context = context;
    }

    public static String str(Context context, Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Markup markup) {
            return markup.text();
        }
        return value instanceof Undefined ? "" : repr(context, value);
    }

    public static String repr(Context context, Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Long number) {
            return Long.toString(number);
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        Representation representation = new Representation(context);
        representation.append(value, 0);
        return representation.out.toString();
    }

    /** {@code ascii()}: {@code repr()} with escapes for what is not ASCII. */
    public static String ascii(Context context, Object value) {
        String text = repr(context, value);
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder ascii = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(code -> {
            if (code < 0x80) {
                ascii.append((char) code);
            } else {
                context.grow(9);
                Escapes.append(ascii, code);
            }
        });
        return ascii.toString();
    }

    private void append(Object value, int depth) {
        context.step();
        context.checkDepth(depth);
        String text = Types.text(value);
        Number number = Numbers.of(value);
        if (value == null || value instanceof Boolean) {
            add(repr(context, value));
        } else if (text != null) {
            quote(text, value instanceof Markup);
        } else if (number != null) {
            add(number(context, number));
        } else if (value instanceof Map<?, ?> map) {
            map(map, depth);
        } else if (value instanceof Range range) {
            add("range(" + range.start + ", " + range.stop + (range.step == 1 ? ")" : ", " + range.step + ")"));
        } else if (value instanceof List<?> list) {
            boolean tuple = value instanceof Tuple;
            add(tuple ? "(" : "[");
            items(list.iterator(), depth);
            add(tuple ? (list.size() == 1 ? ",)" : ")") : "]");
        } else if (value instanceof DictView view) {
            add(Types.name(view) + "([");
            items(view.iterator(), depth);
            add("])");
        } else if (value instanceof Namespace namespace) {
            add("<Namespace ");
            append(namespace.attributes(), depth + 1);
            add(">");
        } else if (value instanceof PythonObject object) {
            add(object.representation());
        } else {
            add("<" + Types.name(value) + " object>");
        }
    }

    public static String number(Context context, Number number) {
        if (number instanceof Double d) {
            context.step();
            return FloatText.repr(context, d);
        }
        if (number instanceof BigInteger big && big.bitLength() > 14_284) {
            throw TemplateException.value("Exceeds the limit (4300 digits) for integer string conversion");
        }
        Arithmetics.pay(context, number, number);
        return number.toString();
    }

    private void items(Iterator<?> items, int depth) {
        for (boolean first = true; items.hasNext(); first = false) {
            if (!first) {
                add(", ");
            }
            append(items.next(), depth + 1);
        }
    }

    private void map(Map<?, ?> map, int depth) {
        add("{");
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                add(", ");
            }
            first = false;
            append(entry.getKey(), depth + 1);
            add(": ");
            append(entry.getValue(), depth + 1);
        }
        add("}");
    }

    private void add(String piece) {
        context.grow(piece.length());
        out.append(piece);
    }

    /** A string in quotes: single ones, unless it has such and no double ones. */
    private void quote(String text, boolean markup) {
        context.read(text.length());
        context.grow(text.length() + 2L);
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(markup ? "Markup(" : "").append(quote);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '\n' -> add("\\n");
                case '\r' -> add("\\r");
                case '\t' -> add("\\t");
                case '\\' -> add("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        context.grow(10);
                        Escapes.append(out, c);
                    }
                }
            }
        }
        out.append(quote).append(markup ? ")" : "");
    }

    public static boolean isPrintable(int c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
