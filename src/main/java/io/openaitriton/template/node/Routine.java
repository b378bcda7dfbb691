package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Scope;
import java.util.function.Consumer;

/** Bodies that are functions of their own in Jinja: they have their own variables, and no loop around them. */
public sealed interface Routine extends Statement {

    /** {@code macro} */
    record MacroDefinition(Target.Variable name, MacroBody body) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            scope.context.grow(Memory.OBJECT);
            name.assign(scope, new Macro(name.name(), body, scope));
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(name);
        }
    }

    /** {@code call} */
    record CallBlock(Invocation.Call call, MacroBody body, Position at) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            Statement.write(scope, call.eval(scope, new Macro(null, body, scope)));
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(call);
        }
    }

    /** {@code generation}: transformers renders it through a caller, so it has its own variables. */
    record Generation(MacroBody body) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            scope.context.enter(body.layout().levels);
            Scope inner = new Scope(scope.context, scope, body.layout().slots);
            inner.enter();
            body.layout().frame.enter(inner);
            body.body().render(inner);
            inner.leave();
            scope.context.leave(body.layout().levels);
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }
}
