package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Reachable;
import io.openaitriton.template.runtime.Scope;

/** What {@code cycler()} makes. */
public final class Cycler implements Reachable.Holder {
    private final Object[] items;
    private int position;

    Cycler(Object[] items) {
        if (items.length == 0) {
            throw TemplateException.value("at least one item has to be provided");
        }
        this.items = items;
    }

    @Override
    public Object[] held() {
        return items;
    }

    public Object get(String name) {
        return switch (name) {
            case "current" -> items[position];
            case "next" ->
                new Builtin(name, this, (run, args) -> {
                    Object current = items[position];
                    position = (position + 1) % items.length;
                    return current;
                });
            case "reset" ->
                new Builtin(name, this, (run, args) -> {
                    position = 0;
                    return null;
                });
            default -> Scope.MISSING;
        };
    }
}
