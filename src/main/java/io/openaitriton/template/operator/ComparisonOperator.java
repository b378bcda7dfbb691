package io.openaitriton.template.operator;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Equality;

/** Comparison operators. */
public enum ComparisonOperator {
    EQUAL {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Equality.equal(context, a, b);
        }
    },
    NOT_EQUAL {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return !Equality.equal(context, a, b);
        }
    },
    LESS {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Ordering.test(context, "<", a, b);
        }
    },
    LESS_OR_EQUAL {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Ordering.test(context, "<=", a, b);
        }
    },
    GREATER {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Ordering.test(context, ">", a, b);
        }
    },
    GREATER_OR_EQUAL {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Ordering.test(context, ">=", a, b);
        }
    },
    IN {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return Containment.contains(context, b, a);
        }
    },
    NOT_IN {
        @Override
        public boolean test(Context context, Object a, Object b) {
            return !Containment.contains(context, b, a);
        }
    };

    public abstract boolean test(Context context, Object a, Object b);

    public static ComparisonOperator of(String operator) {
        return switch (operator) {
            case "==" -> EQUAL;
            case "!=" -> NOT_EQUAL;
            case "<" -> LESS;
            case "<=" -> LESS_OR_EQUAL;
            case ">" -> GREATER;
            case ">=" -> GREATER_OR_EQUAL;
            default -> throw new IllegalArgumentException(operator);
        };
    }
}
