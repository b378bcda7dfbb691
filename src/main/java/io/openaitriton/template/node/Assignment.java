package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Frame;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.runtime.TextBuilder;
import java.util.Arrays;
import java.util.function.Consumer;

/** Statements that give values to names. */
public sealed interface Assignment extends Statement {

    /** <code>{% set target = value %}</code> */
    record Set(Target target, Expression value, Position at) implements Assignment {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            try {
                target.check(scope);
                target.assign(scope, value.eval(scope));
            } catch (TemplateException e) {
                throw e.at(at);
            }
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(value);
            visitor.accept(target);
        }
    }

    /** A set block, whose output becomes the value, after filters if there are some (else null). */
    record SetBlock(Target target, Invocation.Filtered filter, Block body, Frame frame, Position at)
            implements Assignment {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            frame.enter(scope);
            TextBuilder text = new TextBuilder();
            Flow flow = body.capture(scope, text);
            if (flow == Flow.NEXT) {
                target.check(scope);
                target.assign(scope, filter == null ? text.toString() : filter.evalOn(scope, text.toString()));
            }
            return flow;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(target);
        }
    }

    /** Variables for one block. */
    record With(Target[] targets, Expression[] values, Block body, Frame frame) implements Assignment {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            frame.enter(scope);
            for (int i = 0; i < targets.length; i++) {
                targets[i].assign(scope, values[i].eval(scope));
            }
            return body.render(scope);
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(values).forEach(visitor);
        }
    }

    /** A filter block, whose output goes through filters. */
    record FilterBlock(Invocation.Filtered filter, Block body, Frame frame) implements Assignment {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            frame.enter(scope);
            TextBuilder text = new TextBuilder();
            Flow flow = body.capture(scope, text);
            if (flow == Flow.NEXT) {
                Statement.write(scope, filter.evalOn(scope, text.toString()));
            }
            return flow;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(filter);
        }
    }
}
