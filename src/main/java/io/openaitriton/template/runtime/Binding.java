package io.openaitriton.template.runtime;

/** Where a name's value is: so many scopes up, in this slot. It is settled once, while parsing. */
public final class Binding {
    private int hops;
    private int slot = -1;

    public void settle(int hops, int slot) {
        this.hops = hops;
        this.slot = slot;
    }

    public Object get(Scope scope) {
        return hops == 0 ? scope.slots[slot] : scope.get(hops, slot);
    }

    /** Names are set only in the running scope. */
    public void set(Scope scope, Object value) {
        scope.slots[slot] = value;
    }
}
