package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Assignment;
import io.openaitriton.template.node.Control;
import io.openaitriton.template.node.Node;
import io.openaitriton.template.node.Routine;
import java.util.Arrays;
import java.util.function.Consumer;

/** Visits all parts of nodes, also those that have variables of their own. */
final class NodeWalker {
    /** Limits the work of walking through a template during parsing: few nodes are visited ten times. */
    private static final int VISITS_PER_CHARACTER = 4;

    private long visits;

    NodeWalker(int sourceLimit) {
        visits = (long) VISITS_PER_CHARACTER * sourceLimit;
    }

    /** Pays for looking at so many nodes or names. */
    void pay(long count) {
        visits -= count;
        if (visits < 0) {
            throw TemplateException.limit("The template has too many blocks and names within each other");
        }
    }

    /** How many nodes lie within each other at most. */
    int levels(Node node) {
        int[] deepest = {0};
        visit(node, part -> deepest[0] = Math.max(deepest[0], levels(part)));
        return deepest[0] + 1;
    }

    void visit(Node node, Consumer<Node> visitor) {
        pay(1);
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
