package io.openaitriton.template.runtime;

/**
 * The variables of one activation of the template or of a macro. Which slot a name has is settled at parse time by
 * {@link Scoping}; a macro sees the live variables of where it was defined through its parent.
 */
public final class Scope {
    /** What a slot holds that has no value; not the same as None, which is null. */
    public static final Object MISSING = new Object() {
        @Override
        public String toString() {
            return "missing";
        }
    };

    public final Run run;
    final Scope parent;
    public final Object[] slots;
    /** The scope of what has called, while this one runs. */
    Scope below;

    public Scope(Run run, Scope parent, int size) {
        run.growList(size);
        this.run = run;
        this.parent = parent;
        this.slots = new Object[size];
    }

    Object get(int hops, int slot) {
        Scope scope = this;
        for (int i = hops; i > 0; i--) {
            scope = scope.parent;
        }
        return scope.slots[slot];
    }
}
