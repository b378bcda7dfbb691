package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.method.Member;
import io.openaitriton.template.method.Slices;
import io.openaitriton.template.runtime.Binding;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Undefined;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Names, and parts of values. */
public sealed interface Access extends Expression {

    /** A variable. */
    record Name(String name, Binding binding, Undefined undefined, Position at) implements Access {
        public Name(String name, Position at) {
            this(name, new Binding(), Undefined.name(name), at);
        }

        @Override
        public Object eval(Scope scope) {
            Object value = binding.get(scope);
            return value == Missing.VALUE ? undefined : value;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }

    /** {@code target.name}: a method of the value first, then its item. */
    record Attribute(Expression target, Member member, Position at) implements Access {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            Object value = target.eval(scope);
            try {
                return member.of(scope.context, value);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(target);
        }
    }

    /**
     * {@code target[key]}: an item of the value first, then its method.
     *
     * @param member what the key means as a method's name, or null if it is found out later
     */
    record Item(Expression target, Expression key, Member member, Position at) implements Access {
        public Item(Expression target, Expression key, Position at) {
            this(target, key, key instanceof Literal.Constant constant ? Member.ofKey(constant.value()) : null, at);
        }

        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            Object value = target.eval(scope);
            Object index = key.eval(scope);
            if (index instanceof String name && value instanceof Map<?, ?> map) {
                Object found = map.get(name);
                if (found != null) {
                    return found;
                }
            }
            try {
                return Member.item(scope.context, value, index, member);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(target);
            visitor.accept(key);
        }
    }

    /** {@code target[start:stop:step]}; the three may be null. */
    record Slice(Expression target, Expression start, Expression stop, Expression step, Position at) implements Access {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            Object value = target.eval(scope);
            Object from = start == null ? null : start.eval(scope);
            Object to = stop == null ? null : stop.eval(scope);
            Object by = step == null ? null : step.eval(scope);
            try {
                return Slices.slice(scope.context, value, from, to, by);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            for (Expression part : new Expression[] {target, start, stop, step}) {
                if (part != null) {
                    visitor.accept(part);
                }
            }
        }
    }

    /** A slice among several subscripts, which no value has; Python makes a tuple of them. */
    record Subscripts(List<Expression> parts, Position at) implements Access {
        @Override
        public Object eval(Scope scope) {
            throw TemplateException.value("unhashable type: 'slice'").at(at);
        }

        @Override
        public void children(Consumer<Node> visitor) {
            parts.forEach(visitor);
        }
    }
}
