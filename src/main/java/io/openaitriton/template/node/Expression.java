package io.openaitriton.template.node;

import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Scope;

/** What has a value. */
public interface Expression extends Node {
    Object eval(Scope scope);

    /** Writes the value as text; what builds texts only to write them may write their parts. */
    default void print(Scope scope) {
        scope.context.write(Representation.str(scope.context, eval(scope)));
    }
}
