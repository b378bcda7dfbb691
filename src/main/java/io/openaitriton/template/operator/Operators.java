package io.openaitriton.template.operator;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.HtmlEscape;
import io.openaitriton.template.format.PercentFormat;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.value.Arithmetics;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arithmetic, and what {@code +}, {@code *} and {@code %} do with strings and lists. */
public final class Operators {
    private Operators() {}

    public static Object add(Context context, Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            context.grow(Memory.OBJECT + (long) x.length() + y.length());
            return x.concat(y);
        }
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null) {
            Arithmetics.pay(context, x, y);
            return Arithmetics.add(x, y);
        }
        if (Types.isString(a) && Types.isString(b)) {
            // one of them is markup, which escapes the other
            String left = HtmlEscape.escape(context, a).text();
            String right = HtmlEscape.escape(context, b).text();
            context.grow((long) left.length() + right.length());
            return new Markup(left + right);
        }
        if (Types.isList(a) && Types.isList(b) || a instanceof Tuple && b instanceof Tuple) {
            List<?> left = (List<?>) a;
            List<?> right = (List<?>) b;
            context.growList((long) left.size() + right.size());
            List<Object> all = new ArrayList<>(left.size() + right.size());
            all.addAll(left);
            all.addAll(right);
            return a instanceof Tuple ? new Tuple(all.toArray()) : all;
        }
        throw refused("+", a, b);
    }

    public static Object apply(Context context, String operator, Object a, Object b) {
        if (operator.equals("%") && Types.isString(a)) {
            String text = new PercentFormat(context, a, b).format();
            return a instanceof Markup ? new Markup(text) : text;
        }
        Number x = Numbers.of(a);
        Number y = Numbers.of(b);
        if (x != null && y != null) {
            Arithmetics.pay(context, x, y);
            return switch (operator) {
                case "-" -> Arithmetics.subtract(x, y);
                case "*" -> Arithmetics.multiply(x, y);
                case "/" -> Arithmetics.divide(context, x, y);
                case "//" -> Arithmetics.floorDivide(x, y);
                case "%" -> Arithmetics.modulo(x, y);
                default -> Arithmetics.power(context, x, y);
            };
        }
        if (operator.equals("*")) {
            if (isRepeatable(a) && !Numbers.isFloat(b) && y != null) {
                return repeat(context, a, Integers.of(b));
            }
            if (isRepeatable(b) && !Numbers.isFloat(a) && x != null) {
                return repeat(context, b, Integers.of(a));
            }
        }
        throw refused(operator, a, b);
    }

    public static Object sign(boolean negative, Object value) {
        Number number = Numbers.of(value);
        if (number == null) {
            if (value instanceof Undefined undefined) {
                throw undefined.used();
            }
            throw TemplateException.value(
                    "bad operand type for unary " + (negative ? "-" : "+") + ": '" + Types.name(value) + "'");
        }
        if (!negative) {
            return number;
        }
        return number instanceof Double d
                ? (Object) (-d)
                : Numbers.shrink(Numbers.big(number).negate());
    }

    private static boolean isRepeatable(Object value) {
        return Types.isString(value) || Types.isList(value) || value instanceof Tuple;
    }

    private static Object repeat(Context context, Object value, long times) {
        long count = Math.max(0, times);
        String text = Types.text(value);
        if (text != null) {
            context.grow(product(text.length(), count));
            String repeated = text.repeat((int) count * (text.isEmpty() ? 0 : 1));
            return value instanceof Markup ? new Markup(repeated) : repeated;
        }
        List<?> list = (List<?>) value;
        context.growList(product(list.size(), count));
        Object[] items = new Object[list.size() * (int) (list.isEmpty() ? 0 : count)];
        for (int i = 0; i < items.length; i++) {
            items[i] = list.get(i % list.size());
        }
        return value instanceof Tuple ? new Tuple(items) : Arrays.asList(items);
    }

    private static long product(long size, long count) {
        BigInteger product = BigInteger.valueOf(size).multiply(BigInteger.valueOf(count));
        return product.bitLength() < 60 ? product.longValue() : 1L << 60;
    }

    private static TemplateException refused(String operator, Object a, Object b) {
        if (a instanceof Undefined undefined) {
            return undefined.used();
        }
        if (b instanceof Undefined undefined) {
            return undefined.used();
        }
        if (operator.equals("+") && (Types.isString(a) || a instanceof List)) {
            String kind = Types.name(a);
            return TemplateException.value(
                    "can only concatenate " + kind + " (not \"" + Types.name(b) + "\") to " + kind);
        }
        return TemplateException.value("unsupported operand type(s) for " + operator + ": '" + Types.name(a) + "' and '"
                + Types.name(b) + "'");
    }
}
