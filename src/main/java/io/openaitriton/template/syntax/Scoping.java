package io.openaitriton.template.syntax;

import io.openaitriton.template.call.Filter;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Assignment;
import io.openaitriton.template.node.Control;
import io.openaitriton.template.node.Invocation;
import io.openaitriton.template.node.MacroBody;
import io.openaitriton.template.node.Node;
import io.openaitriton.template.node.Operation;
import io.openaitriton.template.node.Routine;
import io.openaitriton.template.node.Statement;
import io.openaitriton.template.node.Target;
import io.openaitriton.template.runtime.Frame;
import java.util.List;

/**
 * Settles at parse time where each name's value is, by the rules of jinja2/compiler.py and jinja2/idtracking.py: which
 * blocks have variables of their own, and what those start with. This keeps a {@code set} within a loop local, and makes one
 * within an {@code if} visible outside.
 *
 * <p>Names are bound in a second pass over each block, when all that the block sets is known.
 */
final class Scoping {
    /** Where the second pass is: which names are known, whether unknown filters may wait, whether a loop is around. */
    private record Place(Symbols symbols, boolean soft, boolean loop) {
        Place softly() {
            return soft ? this : new Place(symbols, true, loop);
        }

        Place inner(FunctionSlots function) {
            return new Place(new Symbols(symbols, function), false, loop);
        }

        Place looping(boolean inLoop) {
            return new Place(symbols, soft, inLoop);
        }

        FunctionSlots function() {
            return symbols.function();
        }
    }

    private Scoping() {}

    /** Binds all names of a template. Returns how many slots its outermost scope has. */
    static int resolve(Statement.Block template, Frame frame, NodeWalker walker) {
        FunctionSlots function = new FunctionSlots(0, walker);
        Symbols symbols = new Symbols(null, function);
        symbols.visit(template);
        frame.fill(symbols.loads());
        bind(template, new Place(symbols, false, false));
        return function.count();
    }

    private static void bind(Node node, Place place) {
        if (node instanceof Access.Name name) {
            place.symbols().bind(name.name(), name.binding(), name.at());
        } else if (node instanceof Target.Variable name) {
            place.symbols().bind(name.name(), name.binding(), name.at());
        } else if (node instanceof Operation.Conditional || node instanceof Control.If) {
            Place softly = place.softly();
            node.children(child -> bind(child, softly));
        } else if (node instanceof Invocation.Filtered filtered) {
            if (filtered.filter() == null && !place.soft()) {
                throw TemplateException.syntax(Filter.missing(filtered.name()), filtered.at());
            }
            node.children(child -> bind(child, place));
        } else if (node instanceof Invocation.Tested tested) {
            if (tested.test() == null && !place.soft()) {
                throw TemplateException.syntax("No test named '" + tested.name() + "'", tested.at());
            }
            node.children(child -> bind(child, place));
        } else if (node instanceof Control.Jump jump) {
            if (!place.loop()) {
                throw TemplateException.syntax("break and continue must be within a loop", jump.at());
            }
        } else if (node instanceof Control.For loop) {
            bindLoop(loop, place);
        } else if (node instanceof Assignment.With with) {
            bindWith(with, place);
        } else if (node instanceof Assignment.SetBlock set) {
            Place inner = place.inner(place.function());
            inner.symbols().visit(set.body());
            set.frame().fill(inner.symbols().loads());
            bind(set.body(), inner);
            bind(set.target(), place);
            if (set.filter() != null) {
                bind(set.filter(), inner);
            }
        } else if (node instanceof Assignment.FilterBlock filter) {
            Place inner = place.inner(place.function());
            inner.symbols().visit(filter.body());
            inner.symbols().visit(filter.filter());
            filter.frame().fill(inner.symbols().loads());
            bind(filter.body(), inner);
            bind(filter.filter(), inner);
        } else if (node instanceof Routine.MacroDefinition macro) {
            bindRoutine(macro.body(), place);
            bind(macro.name(), place);
        } else if (node instanceof Routine.CallBlock call) {
            bindRoutine(call.body(), place);
            bind(call.call(), place);
        } else if (node instanceof Routine.Generation generation) {
            bindRoutine(generation.body(), place);
        } else {
            node.children(child -> bind(child, place));
        }
    }

    private static void bindWith(Assignment.With with, Place place) {
        Place inner = place.inner(place.function());
        List.of(with.targets()).forEach(inner.symbols()::declare);
        inner.symbols().visit(with.body());
        with.frame().fill(inner.symbols().loads());
        for (int i = 0; i < with.targets().length; i++) {
            bind(with.targets()[i], inner);
            bind(with.values()[i], place);
        }
        bind(with.body(), inner);
    }

    private static void bindLoop(Control.For loop, Place place) {
        Control.For.Frames frames = loop.frames();
        FunctionSlots function = loop.recursive() ? place.function().inner() : place.function();
        NodeWalker walker = function.walker;
        Place body = place.inner(function).looping(true);
        NameUse.refuseAssignment(walker, loop, "loop");
        if (loop.recursive() || NameUse.reads(walker, loop.body(), "loop")) {
            frames.loop = body.symbols().parameter("loop").slot();
        }
        body.symbols().declare(loop.target());
        body.symbols().visit(loop.body());
        frames.body.fill(body.symbols().loads());
        bind(loop.iterable(), place);
        bind(loop.target(), body);
        if (loop.filter() != null) {
            Place filter = place.inner(function);
            filter.symbols().declare(loop.filterTarget());
            filter.symbols().visit(loop.filter());
            frames.filter.fill(filter.symbols().loads());
            bind(loop.filterTarget(), filter);
            bind(loop.filter(), filter);
        }
        bind(loop.body(), body);
        if (loop.otherwise() != null) {
            Place otherwise = place.inner(function).looping(place.loop() && !loop.recursive());
            otherwise.symbols().visit(loop.otherwise());
            frames.otherwise.fill(otherwise.symbols().loads());
            bind(loop.otherwise(), otherwise);
        }
        frames.slots = function.count();
        frames.levels = loop.recursive() ? walker.levels(loop.body()) : 0;
    }

    private static void bindRoutine(MacroBody routine, Place place) {
        MacroBody.Layout layout = routine.layout();
        FunctionSlots function = place.function().inner();
        NodeWalker walker = function.walker;
        Place inner = place.inner(function).looping(false);
        Symbols symbols = inner.symbols();
        for (Target.Variable parameter : routine.parameters()) {
            symbols.declare(parameter);
        }
        if (NameUse.reads(walker, routine.body(), "caller")) {
            if (!has(routine, "caller")) {
                layout.caller = symbols.parameter("caller").slot();
            }
            refuseCallerWithoutDefault(routine);
        }
        if (!has(routine, "kwargs") && NameUse.reads(walker, routine.body(), "kwargs")) {
            layout.keywords = symbols.parameter("kwargs").slot();
        }
        if (!has(routine, "varargs") && NameUse.reads(walker, routine.body(), "varargs")) {
            layout.positionals = symbols.parameter("varargs").slot();
        }
        List.of(routine.defaults()).forEach(symbols::visit);
        symbols.visit(routine.body());
        layout.frame.fill(symbols.loads());
        routine.children(child -> bind(child, inner));
        layout.slots = function.count();
        layout.levels = walker.levels(routine);
    }

    private static void refuseCallerWithoutDefault(MacroBody routine) {
        for (int i = 0; i < routine.parameters().length - routine.defaults().length; i++) {
            Target.Variable parameter = routine.parameters()[i];
            if (parameter.name().equals("caller")) {
                throw TemplateException.syntax(
                        "The parameter 'caller' must be omitted or be given a default", parameter.at());
            }
        }
    }

    private static boolean has(MacroBody routine, String name) {
        for (Target.Variable parameter : routine.parameters()) {
            if (parameter.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
