package io.openaitriton.template.runtime;

import java.util.List;

/**
 * The initial values of slots for a block with its own variables. Filled in once,
 * before the template is published.
 */
public final class Frame {
    private Load[] loads = {};

    /** How one slot starts. */
    public sealed interface Load {
        int slot();

        /** From the variables given to the rendering, or a global function. */
        record Resolve(int slot, String name) implements Load {}

        /** With what a slot of an outer block holds just now. */
        record Alias(int slot, int hops, int outer) implements Load {}

        /** Without a value. */
        record Empty(int slot) implements Load {}
    }

    public void fill(List<Load> found) {
        loads = found.toArray(Load[]::new);
    }

    public void enter(Scope scope) {
        scope.context.steps(loads.length >> 2);
        for (Load load : loads) {
            if (load instanceof Load.Resolve resolve) {
                scope.slots[resolve.slot()] = scope.context.resolve(resolve.name());
            } else if (load instanceof Load.Alias alias) {
                scope.slots[alias.slot()] = scope.get(alias.hops(), alias.outer());
            } else {
                scope.slots[load.slot()] = Missing.VALUE;
            }
        }
    }
}
