package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.PythonObject;

/** What {@code cycler()} makes. */
final class Cycler extends PythonObject {
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

    @Override
    public String type() {
        return "Cycler";
    }

    @Override
    public Object attribute(String name) {
        return switch (name) {
            case "current" -> items[position];
            case "next" ->
                new Builtin(this, (context, args) -> {
                    Object current = items[position];
                    position = (position + 1) % items.length;
                    return current;
                });
            case "reset" ->
                new Builtin(this, (context, args) -> {
                    position = 0;
                    return null;
                });
            default -> Missing.VALUE;
        };
    }
}
