package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.runtime.TextBuilder;
import io.openaitriton.template.value.Types;
import java.util.Arrays;
import java.util.function.Consumer;

/** What is rendered in order. */
public interface Statement extends Node {
    Flow render(Scope scope);

    /** Writes the result of a block, which Jinja2 joins to the output as it is: it must be text. */
    static void write(Scope scope, Object value) {
        String text = Types.text(value);
        if (text == null) {
            throw TemplateException.value("expected str instance, " + Types.name(value) + " found");
        }
        scope.context.write(text);
    }

    /** Statements one after another. */
    record Block(Statement[] statements) implements Statement {
        @Override
        public Flow render(Scope scope) {
            for (Statement statement : statements) {
                Flow flow = statement.render(scope);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        }

        /** Renders to here instead of the output. A break or continue that cuts it short passes through. */
        Flow capture(Scope scope, TextBuilder text) {
            TextBuilder outer = scope.context.output.capture(text);
            Flow flow = render(scope);
            scope.context.output.endCapture(outer);
            return flow;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(statements).forEach(visitor);
        }
    }

    /** Text between tags. */
    record Text(String text) implements Statement {
        @Override
        public Flow render(Scope scope) {
            scope.context.step();
            scope.context.write(text);
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }

    /** <code>{{ value }}</code> */
    record Print(Expression value, Position at) implements Statement {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            try {
                value.print(scope);
            } catch (TemplateException e) {
                throw e.at(at);
            }
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(value);
        }
    }
}
