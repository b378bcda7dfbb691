package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Scope;
import java.util.Arrays;
import java.util.function.Consumer;

/** Operators that join texts: what prompts are made of. */
public sealed interface Concatenation extends Expression {

    /** One text of all: each is copied once, whatever their lengths. */
    private static String join(Context context, String[] pieces) {
        long length = 0;
        for (String piece : pieces) {
            length += piece.length();
        }
        context.grow(Memory.OBJECT + length);
        return String.join("", pieces);
    }

    /** {@code a + b + c}: mostly strings, which are joined in one step or written one by one. */
    record Sum(Expression[] terms, Position at) implements Concatenation {
        @Override
        public Object eval(Scope scope) {
            scope.context.steps(terms.length >> 1);
            Object left = terms[0].eval(scope);
            try {
                if (left instanceof String first && terms.length > 2) {
                    return concatenate(scope, first);
                }
                for (int i = 1; i < terms.length; i++) {
                    left = Operators.add(scope.context, left, terms[i].eval(scope));
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
                    String sum = join(scope.context, Arrays.copyOf(pieces, i));
                    return rest(scope, sum, next, i);
                }
                pieces[i] = piece;
            }
            return join(scope.context, pieces);
        }

        private Object rest(Scope scope, Object sum, Object next, int index) {
            Object left = Operators.add(scope.context, sum, next);
            for (int i = index + 1; i < terms.length; i++) {
                left = Operators.add(scope.context, left, terms[i].eval(scope));
            }
            return left;
        }

        @Override
        public void print(Scope scope) {
            scope.context.steps(terms.length >> 1);
            Object left = terms[0].eval(scope);
            try {
                int start = scope.context.output.length();
                int i = 1;
                if (left instanceof String first) {
                    scope.context.write(first);
                    for (; i < terms.length; i++) {
                        Object next = terms[i].eval(scope);
                        if (!(next instanceof String piece)) {
                            left = rest(scope, scope.context.output.takeBack(start), next, i);
                            break;
                        }
                        scope.context.write(piece);
                    }
                    if (i == terms.length) {
                        return;
                    }
                } else {
                    left = rest(scope, left, terms[1].eval(scope), 1);
                }
                scope.context.write(Representation.str(scope.context, left));
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(terms).forEach(visitor);
        }
    }

    /** {@code a ~ b ~ c}: the texts of all, one after another. */
    record Join(Expression[] parts) implements Concatenation {
        @Override
        public Object eval(Scope scope) {
            scope.context.steps(parts.length >> 1);
            String[] pieces = new String[parts.length];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = Representation.str(scope.context, parts[i].eval(scope));
            }
            return join(scope.context, pieces);
        }

        @Override
        public void print(Scope scope) {
            scope.context.steps(parts.length >> 1);
            for (Expression part : parts) {
                scope.context.write(Representation.str(scope.context, part.eval(scope)));
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(parts).forEach(visitor);
        }
    }
}
