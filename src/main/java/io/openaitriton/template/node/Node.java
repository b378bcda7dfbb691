package io.openaitriton.template.node;

import java.util.function.Consumer;

/** A part of a parsed template. */
public interface Node {
    /** Hands over the parts it is made of, in the order in which Jinja2 visits them. */
    void children(Consumer<Node> visitor);
}
