package io.openaitriton.template.value;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Arithmetic on Python's numbers: integers do not overflow, and remainders have the sign of the divisor. */
public final class Arithmetics {
    /** Bits beyond which integers are refused; Python prints none of more than 4300 digits. */
    private static final int MAX_BITS = 1 << 15;

    private Arithmetics() {}

    /** Pays for work on large integers, which grows with the product of their sizes. */
    public static void pay(Context context, Number a, Number b) {
        if (a instanceof BigInteger || b instanceof BigInteger) {
            context.steps(words(a) * words(b) >> 4);
        }
    }

    private static long words(Number a) {
        return a instanceof BigInteger big ? 1 + (big.bitLength() >> 5) : 2;
    }

    private static boolean floats(Number a, Number b) {
        return a instanceof Double || b instanceof Double;
    }

    private static double real(Number a) {
        double value = a.doubleValue();
        if (Double.isInfinite(value) && !(a instanceof Double)) {
            throw TemplateException.value("int too large to convert to float");
        }
        return value;
    }

    private static Number checked(BigInteger value) {
        if (value.bitLength() > MAX_BITS) {
            throw TemplateException.limit("An integer of more than " + MAX_BITS + " bits");
        }
        return Numbers.shrink(value);
    }

    public static Number add(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            if (((x ^ sum) & (y ^ sum)) >= 0) {
                return sum;
            }
        }
        return floats(a, b)
                ? (Number) (real(a) + real(b))
                : checked(Numbers.big(a).add(Numbers.big(b)));
    }

    public static Number subtract(Number a, Number b) {
        return floats(a, b)
                ? (Number) (real(a) - real(b))
                : checked(Numbers.big(a).subtract(Numbers.big(b)));
    }

    public static Number multiply(Number a, Number b) {
        return floats(a, b)
                ? (Number) (real(a) * real(b))
                : checked(Numbers.big(a).multiply(Numbers.big(b)));
    }

    public static Number divide(Context context, Number a, Number b) {
        checkDivisor(b, "division by zero");
        if (floats(a, b)) {
            return real(a) / real(b);
        }
        if (isExact(a) && isExact(b)) {
            return a.doubleValue() / b.doubleValue();
        }
        context.steps(32);
        double quotient = new BigDecimal(Numbers.big(a))
                .divide(new BigDecimal(Numbers.big(b)), new MathContext(200))
                .doubleValue();
        if (Double.isInfinite(quotient)) {
            throw TemplateException.value("integer division result too large for a float");
        }
        // a BigDecimal has no negative zero
        return quotient == 0 && Numbers.big(b).signum() < 0 != (Numbers.big(a).signum() < 0)
                ? Double.valueOf(-0.0)
                : Double.valueOf(quotient);
    }

    /** Whether a float holds the integer exactly. */
    private static boolean isExact(Number a) {
        return a instanceof Long x && Math.abs(x) <= 1L << 53;
    }

    public static Number floorDivide(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y && y > 0) {
            return Math.floorDiv(x, y);
        }
        if (!floats(a, b)) {
            checkDivisor(b, "integer division or modulo by zero");
            BigInteger[] parts = Numbers.big(a).divideAndRemainder(Numbers.big(b));
            boolean down = parts[1].signum() != 0
                    && parts[1].signum() != Numbers.big(b).signum();
            return checked(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
        }
        checkDivisor(b, "float floor division by zero");
        double x = real(a);
        double y = real(b);
        double remainder = remainder(x, y);
        double quotient = (x - remainder) / y;
        if (quotient == 0) {
            return Math.copySign(0.0, x / y);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    public static Number modulo(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y && y != 0) {
            return Math.floorMod(x, y);
        }
        if (!floats(a, b)) {
            checkDivisor(b, "integer division or modulo by zero");
            BigInteger remainder = Numbers.big(a).remainder(Numbers.big(b));
            boolean other = remainder.signum() != 0
                    && remainder.signum() != Numbers.big(b).signum();
            return checked(other ? remainder.add(Numbers.big(b)) : remainder);
        }
        checkDivisor(b, "float modulo");
        return remainder(real(a), real(b));
    }

    private static double remainder(double x, double y) {
        double remainder = x % y;
        if (remainder == 0) {
            return Math.copySign(0.0, y);
        }
        return (y < 0) != (remainder < 0) ? remainder + y : remainder;
    }

    private static void checkDivisor(Number b, String message) {
        if (b instanceof BigInteger ? false : b.doubleValue() == 0) {
            throw TemplateException.value(message);
        }
    }

    public static Number power(Context context, Number a, Number b) {
        if (floats(a, b) || Numbers.big(b).signum() < 0) {
            return realPower(real(a), real(b));
        }
        BigInteger base = Numbers.big(a);
        BigInteger exponent = Numbers.big(b);
        if (base.bitLength() > 1
                || (base.bitLength() == 1 && base.signum() < 0 && !base.equals(BigInteger.ONE.negate()))) {
            if (exponent.bitLength() > 31 || exponent.longValue() * (base.bitLength() - 1) > MAX_BITS) {
                throw TemplateException.limit("An integer of more than " + MAX_BITS + " bits");
            }
            BigInteger power = base.pow(exponent.intValue());
            pay(context, power, power);
            return checked(power);
        }
        // 0, 1 and -1 stay small
        return checked(base.pow(exponent.signum() == 0 ? 0 : exponent.testBit(0) ? 1 : 2));
    }

    private static Number realPower(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw TemplateException.value("0.0 cannot be raised to a negative power");
        }
        if (base < 0 && !Double.isInfinite(base) && Math.rint(exponent) != exponent) {
            throw TemplateException.value("complex numbers are not supported");
        }
        if (base == 1 || ((base == -1) && Double.isInfinite(exponent))) {
            return 1.0;
        }
        double power = Math.pow(base, exponent);
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw TemplateException.value("Numerical result out of range");
        }
        return power;
    }
}
