package io.openaitriton.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Python's two kinds of numbers: integers of any size as Long or BigInteger, and floats as Double. */
public final class Numbers {
    private Numbers() {}

    /** The number as Long, BigInteger or Double, booleans as 0 and 1; null if it is none. */
    public static Number of(Object value) {
        if (value instanceof Long || value instanceof Double) {
            return (Number) value;
        }
        if (value instanceof String) {
            return null;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            return shrink(big);
        }
        if (value instanceof Float || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        return null;
    }

    public static boolean isFloat(Object value) {
        return value instanceof Double || value instanceof Float || value instanceof BigDecimal;
    }

    public static boolean isInteger(Object value) {
        return value instanceof Long
                || value instanceof Integer
                || value instanceof BigInteger
                || value instanceof Short
                || value instanceof Byte;
    }

    public static Number shrink(BigInteger value) {
        return value.bitLength() < 64 ? (Number) value.longValue() : value;
    }

    public static BigInteger big(Number integer) {
        return integer instanceof BigInteger big ? big : BigInteger.valueOf(integer.longValue());
    }

    public static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y ? -1 : x > y ? 1 : 0;
        }
        if (a instanceof Double x) {
            return -compare(b, x.doubleValue());
        }
        return b instanceof Double y ? compare(a, y.doubleValue()) : big(a).compareTo(big(b));
    }

    /** An integer with a float, exactly. */
    private static int compare(Number a, double b) {
        if (Math.abs(b) >= 0x1p63) {
            return Double.isInfinite(b) || a instanceof Long
                    ? b > 0 ? -1 : 1
                    : big(a).compareTo(new BigDecimal(b).toBigInteger());
        }
        if (a instanceof BigInteger big) {
            return big.signum();
        }
        int whole = Long.compare(a.longValue(), (long) b);
        return whole != 0 ? whole : Double.compare(0, b - (long) b);
    }

    public static boolean isNaN(Number a) {
        return a instanceof Double x && x.isNaN();
    }
}
