package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.operator.Comparator;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.Arrays;
import java.util.function.Consumer;

/** Operators. */
public sealed interface Operation extends Expression {

    /** One text of all: each is copied once, whatever their lengths. */
    private static String join(Run run, String[] pieces) {
        long length = 0;
        for (String piece : pieces) {
            length += piece.length();
        }
        run.grow(Memory.OBJECT + length);
        return String.join("", pieces);
    }

    /** {@code a + b + c}: mostly strings, which are put together at once or written one by one. */
    record Sum(Expression[] terms, Position at) implements Operation {
        @Override
        public Object eval(Scope scope) {
            scope.run.steps(terms.length >> 1);
            Object left = terms[0].eval(scope);
            try {
                if (left instanceof String first && terms.length > 2) {
                    return concatenate(scope, first);
                }
                for (int i = 1; i < terms.length; i++) {
                    left = Operators.add(scope.run, left, terms[i].eval(scope));
                }
                return left;
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        private Object concatenate(Scope scope, String first) {
            String[] pieces = new String[terms.length];
            pieces[0] = first;
            for (int i = 1; i < terms.length; i++) {
                Object next = terms[i].eval(scope);
                if (!(next instanceof String piece)) {
                    String sum = join(scope.run, Arrays.copyOf(pieces, i));
                    return rest(scope, sum, next, i);
                }
                pieces[i] = piece;
            }
            return join(scope.run, pieces);
        }

        private Object rest(Scope scope, Object sum, Object next, int index) {
            Object left = Operators.add(scope.run, sum, next);
            for (int i = index + 1; i < terms.length; i++) {
                left = Operators.add(scope.run, left, terms[i].eval(scope));
            }
            return left;
        }

        @Override
        public void print(Scope scope) {
            scope.run.steps(terms.length >> 1);
            Object left = terms[0].eval(scope);
            try {
                StringBuilder out = scope.run.out;
                int start = out.length();
                int i = 1;
                if (left instanceof String first) {
                    scope.run.write(first);
                    for (; i < terms.length; i++) {
                        Object next = terms[i].eval(scope);
                        if (!(next instanceof String piece)) {
                            left = rest(scope, out.substring(start), next, i);
                            out.setLength(start);
                            break;
                        }
                        scope.run.write(piece);
                    }
                    if (i == terms.length) {
                        return;
                    }
                } else {
                    left = rest(scope, left, terms[1].eval(scope), 1);
                }
                scope.run.write(Representation.str(scope.run, left));
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(terms).forEach(visitor);
        }
    }

    /** {@code - * / // % **} */
    record Arithmetic(String operator, Expression left, Expression right, Position at) implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object a = left.eval(scope);
            Object b = right.eval(scope);
            scope.run.step();
            try {
                return Operators.apply(scope.run, operator, a, b);
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
            scope.run.step();
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

    /** {@code a ~ b ~ c}: the texts of all, one after another. */
    record Join(Expression[] parts) implements Operation {
        @Override
        public Object eval(Scope scope) {
            scope.run.steps(parts.length >> 1);
            String[] pieces = new String[parts.length];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = Representation.str(scope.run, parts[i].eval(scope));
            }
            return join(scope.run, pieces);
        }

        @Override
        public void print(Scope scope) {
            scope.run.steps(parts.length >> 1);
            for (Expression part : parts) {
                scope.run.write(Representation.str(scope.run, part.eval(scope)));
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(parts).forEach(visitor);
        }
    }

    /** {@code a and b and c}: the first that is false, else the last. */
    record And(Expression[] operands) implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object value = null;
            for (Expression operand : operands) {
                scope.run.step();
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
                scope.run.step();
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
            scope.run.step();
            return !Types.truth(operand.eval(scope));
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(operand);
        }
    }

    /** {@code a < b <= c}: each operand is evaluated once, and none after the first comparison that fails. */
    record Comparison(Expression first, Comparator[] comparators, Expression[] operands, Position at)
            implements Operation {
        @Override
        public Object eval(Scope scope) {
            Object left = first.eval(scope);
            for (int i = 0; i < operands.length; i++) {
                scope.run.step();
                Object right = operands[i].eval(scope);
                try {
                    if (!comparators[i].test(scope.run, left, right)) {
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
            scope.run.step();
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
