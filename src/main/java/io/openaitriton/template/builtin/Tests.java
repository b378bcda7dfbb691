package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Callable;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.call.Test;
import io.openaitriton.template.operator.ComparisonOperator;
import io.openaitriton.template.operator.Containment;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.LetterCase;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tests that Jinja2 comes with. */
final class Tests {
    private final Map<String, Test> byName = new HashMap<>();

    private Tests() {}

    /** @param filters the names that the test {@code filter} knows */
    static Map<String, Test> byName(Set<String> filters) {
        Tests tests = new Tests();
        tests.register(filters);
        return tests.byName;
    }

    private void register(Set<String> filters) {
        register("defined", (context, value, args) -> !(value instanceof Undefined));
        register("undefined", (context, value, args) -> value instanceof Undefined);
        register("none", (context, value, args) -> value == null);
        register("boolean", (context, value, args) -> value instanceof Boolean);
        register("true", (context, value, args) -> Boolean.TRUE.equals(value));
        register("false", (context, value, args) -> Boolean.FALSE.equals(value));
        register("integer", (context, value, args) -> Numbers.isInteger(value));
        register("float", (context, value, args) -> Numbers.isFloat(value));
        register("number", (context, value, args) -> Numbers.of(value) != null);
        register("string", (context, value, args) -> Types.isString(value));
        register("mapping", (context, value, args) -> value instanceof Map);
        register("iterable", (context, value, args) -> Iteration.isIterable(value));
        register("sequence", (context, value, args) -> isSequence(value));
        register("callable", (context, value, args) -> isCallable(value));
        register("escaped", (context, value, args) -> value instanceof Markup);
        register("lower", (context, value, args) -> LetterCase.isAll(TextFilters.read(context, value), false));
        register("upper", (context, value, args) -> LetterCase.isAll(TextFilters.read(context, value), true));
        register("odd", (context, value, args) -> remainder(context, value, 2L, 1L));
        register("even", (context, value, args) -> remainder(context, value, 2L, 0L));
        register("divisibleby", "num", (context, value, args) -> remainder(context, value, args.get(0), 0L));
        register("sameas", "other", (context, value, args) -> isSame(value, args.get(0)));
        register("filter", (context, value, args) -> hashable(value) instanceof String name && filters.contains(name));
        register("test", (context, value, args) -> hashable(value) instanceof String name && byName.containsKey(name));
        register("in", "seq", (context, value, args) -> Containment.contains(context, args.get(0), value));
        compare(ComparisonOperator.EQUAL, "==", "eq", "equalto");
        compare(ComparisonOperator.NOT_EQUAL, "!=", "ne");
        compare(ComparisonOperator.LESS, "<", "lt", "lessthan");
        compare(ComparisonOperator.LESS_OR_EQUAL, "<=", "le");
        compare(ComparisonOperator.GREATER, ">", "gt", "greaterthan");
        compare(ComparisonOperator.GREATER_OR_EQUAL, ">=", "ge");
    }

    private void register(String name, Test.Body body) {
        register(name, "", body);
    }

    private void register(String name, String parameters, Test.Body body) {
        byName.put(name, new Test(new Signature(name, parameters), body));
    }

    private void compare(ComparisonOperator comparator, String... names) {
        for (String name : names) {
            register(name, "/other", (context, value, args) -> comparator.test(context, value, args.get(0)));
        }
    }

    private static boolean remainder(Context context, Object value, Object divisor, Long expected) {
        return Equality.equal(context, Operators.apply(context, "%", value, divisor), expected);
    }

    private static Object hashable(Object value) {
        Dicts.checkKey(value);
        return value;
    }

    private static boolean isCallable(Object value) {
        // an undefined value has a callable method, even if it only fails
        return value instanceof Callable || value instanceof Undefined;
    }

    private static boolean isSequence(Object value) {
        return Types.isString(value) || value instanceof List || value instanceof Map || value instanceof Undefined;
    }

    /** Identity, which small numbers and short strings have in CPython when they are equal. */
    private static boolean isSame(Object a, Object b) {
        if (a == b) {
            return true;
        }
        boolean plain = a instanceof String || a instanceof Boolean || Numbers.isInteger(a);
        return plain && b != null && Types.name(a).equals(Types.name(b)) && Numbers.of(a) != null
                ? Numbers.of(a).equals(Numbers.of(b))
                : plain && a.equals(b);
    }
}
