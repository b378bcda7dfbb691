package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Values that stand in the source. */
public sealed interface Literal extends Expression {

    /** A string, a number, true, false or none. */
    record Constant(Object value) implements Literal {
        @Override
        public Object eval(Scope scope) {
            return value;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }

    /** {@code [a, b]} */
    record ListOf(Expression[] items) implements Literal {
        @Override
        public Object eval(Scope scope) {
            return Arrays.asList(evaluate(items, scope));
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(items).forEach(visitor);
        }
    }

    /** {@code (a, b)} */
    record TupleOf(Expression[] items) implements Literal {
        @Override
        public Object eval(Scope scope) {
            return new Tuple(evaluate(items, scope));
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(items).forEach(visitor);
        }
    }

    /** {@code {a: b}} */
    record Dictionary(List<Expression> keys, List<Expression> values, Position at) implements Literal {
        @Override
        public Object eval(Scope scope) {
            scope.context.steps(keys.size());
            scope.context.grow(Memory.OBJECT + 32L * keys.size());
            Map<Object, Object> map = Dicts.create();
            for (int i = 0; i < keys.size(); i++) {
                try {
                    Dicts.put(
                            scope.context,
                            map,
                            keys.get(i).eval(scope),
                            values.get(i).eval(scope));
                } catch (TemplateException e) {
                    throw e.at(at);
                }
            }
            return map;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            new ArrayList<Node>(keys).forEach(visitor);
            new ArrayList<Node>(values).forEach(visitor);
        }
    }

    private static Object[] evaluate(Expression[] items, Scope scope) {
        scope.context.steps(items.length >> 2);
        scope.context.growList(items.length);
        Object[] values = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
            values[i] = items[i].eval(scope);
        }
        return values;
    }
}
