package io.openaitriton.template;

import java.util.Arrays;
import java.util.function.Consumer;

/** Looks for a name in a block and all blocks within, as jinja2.compiler.find_undeclared does. */
final class Mention {
    private final String name;
    private Boolean read;

    private Mention(String name) {
        this.name = name;
    }

    /** Whether the name is read before it is set, in the order of the source. */
    static boolean reads(Node node, String name) {
        Mention mention = new Mention(name);
        mention.visit(node);
        return Boolean.TRUE.equals(mention.read);
    }

    private void visit(Node node) {
        if (read != null) {
            return;
        }
        if (node instanceof Access.Name found && found.name().equals(name)) {
            read = true;
        } else if (node instanceof Target.Variable found && found.name().equals(name)) {
            read = false;
        } else if (!(node instanceof Target.Field)) {
            parts(node, this::visit);
        }
    }

    /** Fails if a name is set anywhere in a loop. */
    static void refuseAssignment(Node node, String name) {
        if (node instanceof Target.Variable found && found.name().equals(name)) {
            throw TemplateException.syntax("Can't assign to special loop variable in for-loop target", found.at());
        }
        parts(node, part -> refuseAssignment(part, name));
    }

    /** All parts of a node, also those that have variables of their own. */
    private static void parts(Node node, Consumer<Node> visitor) {
        if (node instanceof Control.For loop) {
            visitor.accept(loop.target());
            visitor.accept(loop.iterable());
            visitor.accept(loop.body());
            accept(loop.otherwise(), visitor);
            accept(loop.filter(), visitor);
        } else if (node instanceof Assignment.Set set) {
            visitor.accept(set.target());
            visitor.accept(set.value());
        } else if (node instanceof Assignment.SetBlock set) {
            visitor.accept(set.target());
            accept(set.filter(), visitor);
            visitor.accept(set.body());
        } else if (node instanceof Assignment.With with) {
            // the targets are parameters, which do not count as set in a loop, but hide the name
            Arrays.asList(with.targets()).forEach(visitor);
            Arrays.asList(with.values()).forEach(visitor);
            visitor.accept(with.body());
        } else if (node instanceof Assignment.FilterBlock filter) {
            visitor.accept(filter.body());
            visitor.accept(filter.filter());
        } else if (node instanceof Routine.MacroDefinition macro) {
            macro.body().children(visitor);
        } else if (node instanceof Routine.CallBlock call) {
            visitor.accept(call.call());
            call.body().children(visitor);
        } else if (node instanceof Routine.Generation generation) {
            generation.body().children(visitor);
        } else {
            node.children(visitor);
        }
    }

    private static void accept(Node node, Consumer<Node> visitor) {
        if (node != null) {
            visitor.accept(node);
        }
    }
}
