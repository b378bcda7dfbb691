package io.openaitriton.template;

/** Comparison operators. */
enum Comparator {
    EQUAL {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Equality.equal(run, a, b);
        }
    },
    NOT_EQUAL {
        @Override
        boolean test(Run run, Object a, Object b) {
            return !Equality.equal(run, a, b);
        }
    },
    LESS {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, "<", a, b);
        }
    },
    LESS_OR_EQUAL {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, "<=", a, b);
        }
    },
    GREATER {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, ">", a, b);
        }
    },
    GREATER_OR_EQUAL {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Ordering.test(run, ">=", a, b);
        }
    },
    IN {
        @Override
        boolean test(Run run, Object a, Object b) {
            return Equality.contains(run, b, a);
        }
    },
    NOT_IN {
        @Override
        boolean test(Run run, Object a, Object b) {
            return !Equality.contains(run, b, a);
        }
    };

    abstract boolean test(Run run, Object a, Object b);

    static Comparator of(String operator) {
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
