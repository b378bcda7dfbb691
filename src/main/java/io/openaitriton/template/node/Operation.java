package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.operator.ComparisonOperator;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.Arrays;
import java.util.function.Consumer;

/** Operators, but for those that join texts. */
public sealed interface Operation extends Expression {

    /** {@code - * / // % **} */
    record Arithmetic(String operator, Expression left, Expression right, Position at) implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object a = left.eval(scope);
            Object b = right.eval(scope);
            scope.context.step();
            try {
                return Operators.apply(scope.context, operator, a, b);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(left);
            visitor.accept(right);
        }
    }

    /** {@code -a} and {@code +a} */
    record Sign(boolean negative, Expression operand, Position at) implements Operation {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            Object value = operand.eval(scope);
            try {
                return Operators.sign(negative, value);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(operand);
        }
    }

    /** {@code a and b and c}: the first that is false, else the last. */
    record And(Expression[] operands) implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object value = null;
            for (Expression operand : operands) {
                scope.context.step();
                value = operand.eval(scope);
                if (!Types.truth(value)) {
                    break;
                }
            }
            return value;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(operands).forEach(visitor);
        }
    }

    /** {@code a or b or c}: the first that is true, else the last. */
    record Or(Expression[] operands) implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object value = null;
            for (Expression operand : operands) {
                scope.context.step();
                value = operand.eval(scope);
                if (Types.truth(value)) {
                    break;
                }
            }
            return value;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(operands).forEach(visitor);
        }
    }

    /** {@code not a} */
    record Not(Expression operand) implements Operation {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            return !Types.truth(operand.eval(scope));
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(operand);
        }
    }

    /** {@code a < b <= c}: each operand is evaluated once, and none after the first comparison that fails. */
    record Comparison(Expression first, ComparisonOperator[] comparators, Expression[] operands, Position at)
            implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object left = first.eval(scope);
            for (int i = 0; i < operands.length; i++) {
                scope.context.step();
                Object right = operands[i].eval(scope);
                try {
                    if (!comparators[i].test(scope.context, left, right)) {
                        return false;
                    }
                } catch (TemplateException e) {
                    throw e.at(at);
                }
                left = right;
            }
            return true;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(first);
            Arrays.asList(operands).forEach(visitor);
        }
    }

    /** {@code a if test else b}; without an else the value is undefined. */
    record Conditional(Expression test, Expression then, Expression otherwise, Undefined none) implements Operation {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            if (Types.truth(test.eval(scope))) {
                return then.eval(scope);
            }
            return otherwise == null ? none : otherwise.eval(scope);
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(test);
            visitor.accept(then);
            if (otherwise != null) {
                visitor.accept(otherwise);
            }
        }
    }
}
