package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.runtime.Frame;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Scope;
import java.util.Arrays;
import java.util.function.Consumer;

/** Bodies that are functions of their own in Jinja: they have their own variables, and no loop around them. */
public sealed interface Routine extends Statement {

    /** A macro's parameters and body. Defaults are those of the last parameters. */
    record Body(Target.Variable[] parameters, Expression[] defaults, Block body, Layout layout) implements Node {

        /** What {@link Scoping} finds out. A slot is -1 where the body does not use the name. */
        public static final class Layout {
            public final Frame frame = new Frame();
            public int slots;
            public int caller = -1;
            public int keywords = -1;
            public int positionals = -1;
            /** Levels of the parsed template within. */
            public int levels;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(parameters).forEach(visitor);
            Arrays.asList(defaults).forEach(visitor);
            visitor.accept(body);
        }
    }

    /** {@code macro} */
    record MacroDefinition(Target.Variable name, Body body) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.run.statement();
            scope.run.grow(Memory.OBJECT);
            name.assign(scope, new Macro(name.name(), body, scope));
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(name);
        }
    }

    /** {@code call} */
    record CallBlock(Invocation.Call call, Body body, Position at) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.run.statement();
            scope.run.writeText(call.eval(scope, new Macro(null, body, scope)));
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(call);
        }
    }

    /** {@code generation}: transformers renders it through a caller, hence the variables of its own. */
    record Generation(Body body) implements Routine {
        @Override
        public Flow render(Scope scope) {
            scope.run.statement();
            scope.run.enter(body.layout().levels);
            Scope inner = new Scope(scope.run, scope, body.layout().slots);
            scope.run.memory.enter(inner);
            body.layout().frame.enter(inner);
            body.body().render(inner);
            scope.run.memory.leave(inner);
            scope.run.leave(body.layout().levels);
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }
}
