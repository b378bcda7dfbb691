package io.openaitriton.template.runtime;

import java.util.Arrays;

/**
 * The variables of one activation of the template or of a macro. Which slot a name has is settled while parsing; a
 * macro sees the live variables of where it was defined through its parent.
 */
public final class Scope implements Holder {
    public final Context context;
    final Scope parent;
    public final Object[] slots;
    /** What was innermost when this scope was entered. */
    private Holder below;

    public Scope(Context context, Scope parent, int size) {
        context.growList(size);
        this.context = context;
        this.parent = parent;
        this.slots = new Object[size];
    }

    /** Makes this the innermost scope; {@link #leave} must follow. */
    public void enter() {
        below = context.memory.enter(this);
    }

    public void leave() {
        context.memory.leave(below);
    }

    @Override
    public Object[] held() {
        Object[] held = Arrays.copyOf(slots, slots.length + 2);
        held[slots.length] = parent;
        held[slots.length + 1] = below;
        return held;
    }

    @Override
    public long weight() {
        return 2L * slots.length;
    }

    Object get(int hops, int slot) {
        Scope scope = this;
        for (int i = hops; i > 0; i--) {
            scope = scope.parent;
        }
        return scope.slots[slot];
    }
}
