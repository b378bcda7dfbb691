package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Node;
import io.openaitriton.template.node.Target;

/** Looks for a name in a block and all blocks within, as jinja2.compiler.find_undeclared does. */
final class NameUse {
    private final NodeWalker walker;
    private final String name;
    private Boolean read;

    private NameUse(NodeWalker walker, String name) {
        this.walker = walker;
        this.name = name;
    }

    /** Whether the name is read before it is set, in the order of the source. */
    static boolean reads(NodeWalker walker, Node node, String name) {
        NameUse use = new NameUse(walker, name);
        use.visit(node);
        return Boolean.TRUE.equals(use.read);
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
            walker.visit(node, this::visit);
        }
    }

    /** Fails if a name is set anywhere in a loop. */
    static void refuseAssignment(NodeWalker walker, Node node, String name) {
        if (node instanceof Target.Variable found && found.name().equals(name)) {
            throw TemplateException.syntax("Can't assign to special loop variable in for-loop target", found.at());
        }
        walker.visit(node, part -> refuseAssignment(walker, part, name));
    }
}
