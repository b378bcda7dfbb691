package io.openaitriton.template.node;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Frame;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Types;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** Branches and loops. */
public sealed interface Control extends Statement {

    /** if, elif and else; the last body stands without a test if there is an else. */
    record If(Expression[] tests, Block[] bodies, Position at) implements Control {
        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            for (int i = 0; i < tests.length; i++) {
                if (i > 0) {
                    scope.context.step();
                }
                if (Types.truth(tests[i].eval(scope))) {
                    return bodies[i].render(scope);
                }
            }
            return bodies.length > tests.length ? bodies[tests.length].render(scope) : Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            Arrays.asList(tests).forEach(visitor);
            Arrays.asList(bodies).forEach(visitor);
        }
    }

    /** break and continue. */
    record Jump(Flow flow, Position at) implements Control {
        @Override
        public Flow render(Scope scope) {
            return flow;
        }

        @Override
        public void children(Consumer<Node> visitor) {}
    }

    /**
     * A loop.
     *
     * @param filter the condition after {@code if}, or null; it has its own variables, including {@code filterTarget}
     * @param otherwise what is rendered if no pass came to its end, or null
     */
    record For(
            Target target,
            Expression iterable,
            Expression filter,
            Target filterTarget,
            Block body,
            Block otherwise,
            boolean recursive,
            Frames frames,
            Position at)
            implements Control, LoopContext.Recursion {

        /** What is settled while parsing. */
        public static final class Frames {
            public final Frame body = new Frame();
            public final Frame filter = new Frame();
            public final Frame otherwise = new Frame();
            /** Slot of the variable {@code loop}, or -1 if the body does not use it. */
            public int loop = -1;
            /** Size of the scope that each level of a recursive loop has for itself. */
            public int slots;
            /** Levels of the parsed template within. */
            public int levels;
        }

        @Override
        public Flow render(Scope scope) {
            scope.context.statement();
            try {
                Object values = iterable.eval(scope);
                return recursive ? level(scope, values, 0) : loop(scope, values, scope, 0);
            } catch (TemplateException e) {
                throw e.at(at);
            }
        }

        @Override
        public void render(Scope defined, Object values, int depth) {
            level(defined, values, depth);
        }

        /** One level of a recursive loop, which is a separate function in Jinja. */
        private Flow level(Scope defined, Object values, int depth) {
            defined.context.enter(frames.levels);
            Scope scope = new Scope(defined.context, defined, frames.slots);
            scope.enter();
            Flow flow = loop(scope, values, defined, depth);
            scope.leave();
            defined.context.leave(frames.levels);
            return flow;
        }

        private Flow loop(Scope scope, Object values, Scope defined, int depth) {
            Context context = scope.context;
            // while the loop runs, what it goes through is nowhere but here
            long pin = context.memory.pin();
            Iterator<?> iterator = Iteration.of(context, values);
            Filtering filtering = null;
            if (filter != null) {
                frames.filter.enter(scope);
                filtering = new Filtering(scope, iterator);
                iterator = filtering;
            }
            LoopContext loop = null;
            if (frames.loop >= 0) {
                context.grow(2 * Memory.OBJECT);
                loop = new LoopContext(
                        filter == null ? values : null, iterator, recursive ? this : null, defined, depth);
            }
            boolean completed = false;
            while (true) {
                long built = context.memory.built();
                if (!(loop == null ? iterator.hasNext() : loop.hasNext())) {
                    break;
                }
                target.assign(scope, loop == null ? iterator.next() : loop.advance());
                if (filtering == null) {
                    pin += context.memory.pin(context.memory.built() - built);
                }
                context.step();
                if (loop != null) {
                    scope.slots[frames.loop] = loop;
                }
                frames.body.enter(scope);
                Flow flow = body.render(scope);
                if (flow == Flow.BREAK) {
                    break;
                }
                // as in Jinja, a pass that continues or breaks does not prevent the else
                completed |= flow == Flow.NEXT;
            }
            context.memory.release(filtering == null ? pin : pin + filtering.pinned);
            if (otherwise != null && !completed) {
                frames.otherwise.enter(scope);
                return otherwise.render(scope);
            }
            return Flow.NEXT;
        }

        @Override
        public void children(Consumer<Node> visitor) {
            visitor.accept(iterable);
        }

        /** Applies the condition when the next value is asked for, since the body may change what it depends on. */
        private final class Filtering implements Iterator<Object> {
            private final Scope scope;
            private final Iterator<?> source;
            private Object next = Missing.VALUE;
            /** The memory of the source's values; values of the condition are not held. */
            private long pinned;

            Filtering(Scope scope, Iterator<?> source) {
                this.scope = scope;
                this.source = source;
            }

            @Override
            public boolean hasNext() {
                Memory memory = scope.context.memory;
                while (next == Missing.VALUE) {
                    long built = memory.built();
                    if (!source.hasNext()) {
                        break;
                    }
                    Object candidate = source.next();
                    pinned += memory.pin(memory.built() - built);
                    scope.context.step();
                    filterTarget.assign(scope, candidate);
                    if (Types.truth(filter.eval(scope))) {
                        next = candidate;
                    }
                }
                return next != Missing.VALUE;
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Object value = next;
                next = Missing.VALUE;
                return value;
            }
        }
    }
}
