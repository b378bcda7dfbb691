package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Node;
import io.openaitriton.template.node.Target;

/** Looks for a name in a block and all blocks within, as jinja2.compiler.find_undeclared does. */
public final class Mention {
    private final Parts parts;
    private final String name;
    private Boolean read;

    private Mention(Parts parts, String name) {
        this.parts = parts;
        this.name = name;
    }

    /** Whether the name is read before it is set, in the order of the source. */
    static boolean reads(Parts parts, Node node, String name) {
        Mention mention = new Mention(parts, name);
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
            parts.of(node, this::visit);
        }
    }

    /** Fails if a name is set anywhere in a loop. */
    static void refuseAssignment(Parts parts, Node node, String name) {
        if (node instanceof Target.Variable found && found.name().equals(name)) {
            throw TemplateException.syntax("Can't assign to special loop variable in for-loop target", found.at());
        }
        parts.of(node, part -> refuseAssignment(parts, part, name));
    }
}
