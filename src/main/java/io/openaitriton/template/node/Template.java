package io.openaitriton.template.node;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Frame;
import io.openaitriton.template.runtime.Scope;

/**
 * A parsed template.
 *
 * @param slots size of its outermost scope
 */
public record Template(Statement.Block body, Frame frame, int slots) {

    /** Renders to the output of this rendering. */
    public void render(Context context) {
        Scope scope = new Scope(context, null, slots);
        scope.enter();
        frame.enter(scope);
        body.render(scope);
    }
}
