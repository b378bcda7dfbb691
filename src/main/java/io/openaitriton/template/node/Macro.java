package io.openaitriton.template.node;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Callable;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.runtime.TextBuilder;
import io.openaitriton.template.value.PythonObject;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Undefined;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A macro as a value, with the live variables of where it was defined. */
final class Macro extends PythonObject implements Callable {
    private final String name;
    private final MacroBody body;
    private final Scope defined;

    /** @param name null for the body of a call block */
    Macro(String name, MacroBody body, Scope defined) {
        this.name = name;
        this.body = body;
        this.defined = defined;
    }

    @Override
    public Object[] held() {
        return new Object[] {defined};
    }

    @Override
    public String type() {
        return "Macro";
    }

    @Override
    public String representation() {
        return name == null ? "<Macro anonymous>" : "<Macro '" + name + "'>";
    }

    @Override
    public Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name;
            case "arguments" ->
                new Tuple(Arrays.stream(body.parameters())
                        .map(Target.Variable::name)
                        .toArray());
            case "catch_kwargs" -> body.layout().keywords >= 0;
            case "catch_varargs" -> body.layout().positionals >= 0;
            case "caller" -> body.layout().caller >= 0;
            default -> Missing.VALUE;
        };
    }

    private String quoted() {
        return name == null ? "None" : "'" + name + "'";
    }

    @Override
    public Object call(Context context, Args args) {
        TextBuilder text = new TextBuilder();
        call(context, args, text);
        return text.toString();
    }

    /** Writes what a call gives, which need not become one text first. */
    void print(Context context, Args args) {
        call(context, args, null);
    }

    /** @param captured where it writes; null for the output */
    private void call(Context context, Args args, TextBuilder captured) {
        context.enter(body.layout().levels);
        long pin = context.memory.pin();
        Scope scope = new Scope(context, defined, body.layout().slots);
        scope.enter();
        context.steps((args.values().length + body.parameters().length) >> 2);
        Object[] values = bind(scope, args);
        body.layout().frame.enter(scope);
        Target.Variable[] parameters = body.parameters();
        for (int i = 0; i < values.length; i++) {
            parameters[i].assign(scope, values[i]);
        }
        int firstDefault = parameters.length - body.defaults().length;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == Missing.VALUE) {
                String name = parameters[i].name();
                parameters[i].assign(
                        scope,
                        i >= firstDefault
                                ? body.defaults()[i - firstDefault].eval(scope)
                                : Undefined.because("parameter '" + name + "' was not provided"));
            }
        }
        if (captured == null) {
            body.body().render(scope);
        } else {
            body.body().capture(scope, captured);
        }
        scope.leave();
        context.memory.release(pin, captured == null ? 0 : captured.length());
        context.leave(body.layout().levels);
    }

    /** The parameters' values, by the rules of jinja2.runtime.Macro. */
    private Object[] bind(Scope scope, Args args) {
        MacroBody.Layout layout = body.layout();
        Target.Variable[] parameters = body.parameters();
        int positional = args.positional();
        Map<Object, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < args.names().length; i++) {
            named.put(args.names()[i], args.values()[positional + i]);
        }
        Object[] values = new Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            if (i < positional) {
                values[i] = args.values()[i];
            } else {
                String name = parameters[i].name();
                values[i] = named.containsKey(name) ? named.remove(name) : Missing.VALUE;
            }
        }
        if (layout.caller >= 0) {
            Object caller = named.remove("caller");
            scope.slots[layout.caller] = caller == null ? Undefined.because("No caller defined") : caller;
        }
        if (layout.keywords >= 0) {
            scope.slots[layout.keywords] = named;
        } else if (!named.isEmpty()) {
            throw TemplateException.value("macro " + quoted() + " takes no keyword argument '"
                    + named.keySet().iterator().next() + "'");
        }
        if (layout.positionals >= 0) {
            int from = Math.min(parameters.length, positional);
            scope.slots[layout.positionals] = new Tuple(Arrays.copyOfRange(args.values(), from, positional));
        } else if (positional > parameters.length) {
            throw TemplateException.value(
                    "macro " + quoted() + " takes not more than " + parameters.length + " argument(s)");
        }
        return values;
    }
}
