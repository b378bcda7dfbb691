package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.NumberFormat;
import io.openaitriton.template.format.NumberText;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Arithmetics;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Filters on numbers, and those that make them. */
final class NumberFilters {
    private NumberFilters() {}

    static Number number(Object value) {
        Number number = Numbers.of(value);
        if (number == null) {
            throw value instanceof Undefined undefined
                    ? undefined.used()
                    : TemplateException.value("a number is required, not " + Types.name(value));
        }
        return number;
    }

    static Object round(Context context, Object in, Args args) {
        String method = Representation.str(context, args.get(1, "common"));
        if (!List.of("common", "ceil", "floor").contains(method)) {
            throw TemplateException.value("method must be common, ceil or floor");
        }
        Number value = number(in);
        context.steps(32);
        Object given = args.get(0, 0L);
        if (!method.equals("common")) {
            Number factor = Arithmetics.power(context, 10L, Integers.of(given));
            double scaled = Arithmetics.multiply(value, factor).doubleValue();
            double rounded = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
            return Arithmetics.divide(context, Integers.truncate(rounded), factor);
        }
        if (given == null && value instanceof Double d) {
            return Integers.truncate(Math.rint(d));
        }
        int precision = (int) Math.max(-400, Math.min(400, given == null ? 0 : Integers.of(given)));
        if (value instanceof Double d) {
            return Double.isFinite(d)
                    ? (Object) Math.copySign(
                            new BigDecimal(d)
                                    .setScale(precision, RoundingMode.HALF_EVEN)
                                    .doubleValue(),
                            d)
                    : d;
        }
        return precision >= 0
                ? value
                : Numbers.shrink(new BigDecimal(Numbers.big(value))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toBigInteger());
    }

    static Object toInt(Context context, Object in, Args args) {
        Object absent = args.get(0, 0L);
        String text = Types.text(in);
        if (text == null) {
            if (in instanceof Undefined undefined) {
                throw undefined.used();
            }
            Number number = Numbers.of(in);
            if (number instanceof Double d) {
                return Double.isInfinite(d) ? overflow() : Double.isNaN(d) ? absent : Integers.truncate(d);
            }
            return number == null ? absent : number;
        }
        context.read(8L * text.length());
        Number parsed = NumberText.integer(text, (int) Math.max(-1, Math.min(99, Integers.of(args.get(1, 10L)))));
        if (parsed != null) {
            Arithmetics.pay(context, parsed, parsed);
        } else {
            Double real = NumberText.real(text);
            parsed = real == null || !Double.isFinite(real) ? null : Integers.truncate(real);
        }
        return parsed == null ? absent : parsed;
    }

    private static Object overflow() {
        throw TemplateException.value("cannot convert float infinity to integer");
    }

    static Object toFloat(Context context, Object in, Args args) {
        if (in instanceof Undefined undefined) {
            throw undefined.used();
        }
        Number number = Numbers.of(in);
        if (number != null) {
            return number instanceof BigInteger big && Double.isInfinite(big.doubleValue())
                    ? overflow()
                    : (Object) number.doubleValue();
        }
        String text = Types.text(in);
        if (text != null) {
            context.read(8L * text.length());
        }
        Double parsed = text == null ? null : NumberText.real(text);
        return parsed == null ? args.get(0, 0.0) : parsed;
    }

    static Object fileSize(Context context, Object in, Args args) {
        Double bytes = (Double) toFloat(context, in, Args.of((Object) null));
        if (bytes == null) {
            throw TemplateException.value("could not convert to float: " + Representation.repr(context, in));
        }
        boolean binary = Types.truth(args.get(0, false));
        long base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return Integers.truncate(bytes) + " Bytes";
        }
        String prefixes = "kMGTPEZY";
        BigInteger unit = BigInteger.valueOf(base);
        int i = -1;
        do {
            unit = unit.multiply(BigInteger.valueOf(base));
            i++;
        } while (i < prefixes.length() - 1 && (bytes.isNaN() || Numbers.compare(bytes, Numbers.shrink(unit)) >= 0));
        String prefix = prefixes.substring(i, i + 1);
        NumberFormat format = new NumberFormat(' ', '>', '-', false, '\0', 0, 1, 'f');
        return format.real(context, base * bytes / unit.doubleValue()) + " "
                + (binary ? prefix.toUpperCase(Locale.ROOT) + "iB" : prefix + "B");
    }
}
