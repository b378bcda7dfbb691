package io.openaitriton.template.node;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Callable;
import io.openaitriton.template.call.Filter;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.call.Test;
import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.function.Consumer;

/** Calls of functions, methods, filters and tests. */
public sealed interface Invocation extends Expression {

    /** {@code target(arguments)} */
    record Call(Expression target, ArgumentList arguments, Position at) implements Invocation {
        @Override
        public Object eval(Scope scope) {
            return eval(scope, null);
        }

        /** Calls with a macro as the additional argument {@code caller}, as a call block does. */
        Object eval(Scope scope, Macro caller) {
            Context context = scope.context;
            context.step();
            // a method of a string or dictionary is called without making an object of it first
            if (target instanceof Access.Attribute attribute && caller == null) {
                Object self = attribute.target().eval(scope);
                Method method = attribute.member().method(self);
                if (method != null) {
                    Args args = arguments.eval(scope);
                    try {
                        return method.call(context, self, args);
                    } catch (TemplateException e) {
                        throw e.at(at);
                    }
                }
                return call(scope, attributeOf(context, attribute, self), null);
            }
            return call(scope, target.eval(scope), caller);
        }

        /** Writes what a macro writes, without making one text of it first. */
        @Override
        public void print(Scope scope) {
            if (target instanceof Access.Attribute) {
                Invocation.super.print(scope);
                return;
            }
            Context context = scope.context;
            context.step();
            Object function = target.eval(scope);
            if (!(function instanceof Macro macro)) {
                context.write(Representation.str(context, call(scope, function, null)));
                return;
            }
            Args args = arguments.eval(scope);
            try {
                macro.print(context, args);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        private static Object attributeOf(Context context, Access.Attribute attribute, Object self) {
            try {
                return attribute.member().of(context, self);
            } catch (TemplateException e) {
                throw e.at(attribute.at());
            }
        }

        private Object call(Scope scope, Object function, Macro caller) {
            Args args = arguments.eval(scope);
            try {
                if (function instanceof Callable callable) {
                    return callable.call(scope.context, caller == null ? args : args.with("caller", caller));
                }
                if (function instanceof Undefined undefined) {
                    throw undefined.used();
                }
                throw TemplateException.value("'" + Types.name(function) + "' object is not callable");
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(target);
            arguments.children(visitor);
        }
    }

    /**
     * {@code input | name(arguments)}
     *
     * @param input null when it is what a block has captured
     * @param filter null when there is none of this name, which fails when it is used
     */
    record Filtered(Expression input, String name, Filter filter, ArgumentList arguments, Position at)
            implements Invocation {
        @Override
        public Object eval(Scope scope) {
            return apply(scope, input.eval(scope));
        }

        /** The value for an input that is known; the filters before this one are applied first. */
        Object evalOn(Scope scope, Object captured) {
            return apply(scope, input instanceof Filtered inner ? inner.evalOn(scope, captured) : captured);
        }

        private Object apply(Scope scope, Object value) {
            Args args = arguments.eval(scope);
            scope.context.step();
            try {
                if (filter == null) {
                    throw TemplateException.value(Filter.missing(name));
                }
                return filter.apply(scope.context, value, args);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            if (input != null) {
                visitor.accept(input);
            }
            arguments.children(visitor);
        }
    }

    /** {@code input is name(arguments)} */
    record Tested(Expression input, String name, Test test, ArgumentList arguments, Position at) implements Invocation {
        @Override
        public Object eval(Scope scope) {
            scope.context.step();
            Object value = input.eval(scope);
            Args args = arguments.eval(scope);
            try {
                if (test == null) {
                    throw TemplateException.value("No test named '" + name + "'");
                }
                return test.test(scope.context, value, args);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(input);
            arguments.children(visitor);
        }
    }
}
