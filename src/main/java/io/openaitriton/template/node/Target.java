package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Binding;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Namespace;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** What a value is assigned to. */
public sealed interface Target extends Node {
    void assign(Scope scope, Object value);

    /** Fails if a part of it cannot be assigned to, before the value is evaluated. */
    default void check(Scope scope) {}

    /** A variable. */
    record Variable(String name, Binding binding, Position at) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            binding.set(scope, value);
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }

    /** An attribute of a namespace. */
    record Field(Access.Name namespace, String attribute, Position at) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            if (namespace.eval(scope) instanceof Namespace found) {
                scope.context.grow(2);
                found.set(attribute, value);
            }
        }

        @Override
        public void check(Scope scope) {
            if (!(namespace.eval(scope) instanceof Namespace)) {
                throw TemplateException.value("cannot assign attribute on non-namespace object")
                        .at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(namespace);
        }
    }

    /** Several, for a value that has as many elements. */
    record Unpacked(Target[] targets, Position at) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            scope.context.steps(targets.length >> 2);
            Object[] parts = new Object[targets.length];
            if (value instanceof List<?> list && list.size() == parts.length) {
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = list.get(i);
                }
            } else {
                unpack(scope, value, parts);
            }
            for (int i = 0; i < parts.length; i++) {
                targets[i].assign(scope, parts[i]);
            }
        }

        private void unpack(Scope scope, Object value, Object[] parts) {
            try {
                Iterator<?> iterator = Iteration.of(scope.context, value);
                int count = 0;
                while (iterator.hasNext()) {
                    Object next = iterator.next();
                    if (count == parts.length) {
                        throw TemplateException.value("too many values to unpack (expected " + parts.length + ")");
                    }
                    parts[count++] = next;
                }
                if (count < parts.length) {
                    throw TemplateException.value(
                            "not enough values to unpack (expected " + parts.length + ", got " + count + ")");
                }
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void check(Scope scope) {
            for (Target target : targets) {
                target.check(scope);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(targets).forEach(visitor);
        }
    }
}
