package io.openaitriton.template.node;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.call.Callable;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.runtime.TextBuilder;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.PythonObject;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The variable {@code loop}: jinja2.runtime.LoopContext. Called, it renders one level more of a recursive loop. */
final class LoopContext extends PythonObject implements Callable {
    /** A recursive loop. */
    interface Recursion {
        /** Renders the loop once more, over these values. */
        void render(Scope defined, Object values, int depth);
    }

    private final Object iterable;
    private final Recursion recursion;
    private final Scope defined;
    private final int depth;
    private Iterator<?> iterator;
    private int index = -1;
    private int length = -1;
    private Object before = Missing.VALUE;
    private Object current = Missing.VALUE;
    private Object after = Missing.VALUE;
    private Tuple lastChanged;
    private List<Object> rest;

    /**
     * @param iterable what has a length to be asked for, or null
     * @param recursion null if the loop is not recursive
     */
    LoopContext(Object iterable, Iterator<?> iterator, Recursion recursion, Scope defined, int depth) {
        this.iterable = iterable;
        this.iterator = iterator;
        this.recursion = recursion;
        this.defined = defined;
        this.depth = depth;
    }

    @Override
    public Object[] held() {
        return new Object[] {iterable, before, current, after, lastChanged, rest, defined};
    }

    boolean hasNext() {
        return after != Missing.VALUE || iterator.hasNext();
    }

    Object advance() {
        Object value = after != Missing.VALUE ? after : iterator.next();
        after = Missing.VALUE;
        index++;
        before = current;
        current = value;
        return value;
    }

    private Object peek() {
        if (after == Missing.VALUE && iterator.hasNext()) {
            after = iterator.next();
        }
        return after;
    }

    @Override
    public int length() {
        if (length < 0) {
            int known = iterable == null ? -1 : Types.lengthOrNone(iterable);
            if (known < 0) {
                rest = new ArrayList<>();
                while (iterator.hasNext()) {
                    defined.context.step();
                    defined.context.grow(2 + Memory.OBJECT);
                    rest.add(iterator.next());
                }
                iterator = rest.iterator();
                known = rest.size() + index + 1 + (after == Missing.VALUE ? 0 : 1);
            }
            length = known;
        }
        return length;
    }

    @Override
    public String type() {
        return "LoopContext";
    }

    /** It is iterable, though only its loop may iterate it. */
    @Override
    public boolean isIterable() {
        return true;
    }

    @Override
    public String representation() {
        return "<LoopContext " + (index + 1) + "/" + length() + ">";
    }

    @Override
    public Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "first" -> index == 0;
            case "last" -> peek() == Missing.VALUE;
            case "length" -> (long) length();
            case "revindex" -> (long) length() - index;
            case "revindex0" -> (long) length() - index - 1;
            case "previtem" -> index == 0 ? Undefined.because("there is no previous item") : before;
            case "nextitem" -> peek() == Missing.VALUE ? Undefined.because("there is no next item") : after;
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "cycle" -> new Builtin(this, this::cycle);
            case "changed" -> new Builtin(this, this::changed);
            default -> Missing.VALUE;
        };
    }

    private Object cycle(Context context, Args args) {
        if (args.values().length == 0) {
            throw TemplateException.value("no items for cycling given");
        }
        return args.values()[index % args.values().length];
    }

    private Object changed(Context context, Args args) {
        Tuple values = new Tuple(args.values());
        if (lastChanged != null && Equality.equal(context, lastChanged, values)) {
            return false;
        }
        lastChanged = values;
        return true;
    }

    @Override
    public Object call(Context context, Args args) {
        if (recursion == null) {
            throw TemplateException.value("The loop must have the 'recursive' marker to be called recursively.");
        }
        Object values = new Signature("loop", "iterable").bind(args).get(0);
        TextBuilder text = new TextBuilder();
        long pin = context.memory.pin();
        TextBuilder outer = context.output.capture(text);
        recursion.render(defined, values, depth + 1);
        context.output.endCapture(outer);
        context.memory.release(pin, text.length());
        return text.toString();
    }
}
