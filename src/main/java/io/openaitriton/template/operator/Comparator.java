package io.openaitriton.template.operator;

import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.value.Equality;

/** Comparison operators. */
public enum Comparator {
    EQUAL {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Equality.equal(run, a, b);
        }
    },
    NOT_EQUAL {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return !Equality.equal(run, a, b);
        }
    },
    LESS {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, "<", a, b);
        }
    },
    LESS_OR_EQUAL {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, "<=", a, b);
        }
    },
    GREATER {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, ">", a, b);
        }
    },
    GREATER_OR_EQUAL {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, ">=", a, b);
        }
    },
    IN {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return Containment.contains(run, b, a);
        }
    },
    NOT_IN {
        @Override
        public boolean test(Run run, Object a, Object b) {
            return !Containment.contains(run, b, a);
        }
    };

    public abstract boolean test(Run run, Object a, Object b);

    public static Comparator of(String operator) {
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
