package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Values that have to be integers, and floats that become some. */
public final class Integers {
    private Integers() {}

    /** As an index or count; booleans count, floats do not. Far ones are cut to the ends of long. */
    public static long index(Object value, String wanted) {
        Number number = Numbers.isFloat(value) ? null : Numbers.of(value);
        if (number == null) {
            if (value instanceof Undefined undefined) {
                throw undefined.used();
            }
            throw TemplateException.value(wanted.formatted(Types.name(value)));
        }
        if (number instanceof BigInteger big) {
            return big.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE + 1;
        }
        return number.longValue();
    }

    public static long of(Object value) {
        return index(value, "'%s' object cannot be interpreted as an integer");
    }

    /** The float without its fraction. */
    public static Number truncate(double value) {
        if (!Double.isFinite(value)) {
            throw TemplateException.value("cannot convert float infinity or NaN to integer");
        }
        return Numbers.shrink(new BigDecimal(value).toBigInteger());
    }
}
