package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Namespace;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Types;
import java.time.Clock;
import java.util.Iterator;
import java.util.Map;

/** Functions that every template can call. */
final class Globals {
    private static final Signature RAISE = new Signature("raise_exception", "message");
    private static final Signature STRFTIME = new Signature("strftime_now", "format");
    private static final Signature JOINER = new Signature("joiner", "sep?");
    private static final Signature RANGE = new Signature("range", "/start stop? step?");

    private Globals() {}

    /** @param clock what {@code strftime_now} reads */
    static Map<String, Object> byName(Clock clock) {
        return Map.of(
                "range", new Builtin(Globals::range),
                "dict", new Builtin(Globals::dict),
                "namespace", new Builtin(Globals::namespace),
                "cycler", new Builtin((context, args) -> new Cycler(args.values())),
                "joiner", new Builtin(Globals::joiner),
                "raise_exception", new Builtin(Globals::raise),
                "strftime_now", new Builtin((context, args) -> strftimeNow(context, args, clock)));
    }

    private static Object range(Context context, Args given) {
        Args args = RANGE.bind(given);
        long first = Integers.of(args.get(0));
        if (!args.has(1)) {
            return Range.of(context, 0, first, 1);
        }
        return Range.of(context, first, Integers.of(args.get(1)), args.has(2) ? Integers.of(args.get(2)) : 1);
    }

    /** A dictionary of another one or of pairs, and of named arguments. */
    private static Map<Object, Object> dict(Context context, Args args) {
        int positional = args.positional();
        if (positional > 1) {
            throw TemplateException.value("dict expected at most 1 argument, got " + positional);
        }
        context.grow(Memory.OBJECT);
        Map<Object, Object> result = Dicts.create();
        if (positional == 1 && args.get(0) instanceof Map<?, ?> map) {
            context.steps(map.size());
            context.grow(32L * map.size());
            map.forEach(result::put);
        } else if (positional == 1) {
            Iterator<?> pairs = Iteration.of(context, args.get(0));
            while (pairs.hasNext()) {
                context.step();
                context.grow(32);
                Object pair = pairs.next();
                Iterator<?> parts = Iteration.of(context, pair);
                if (Types.lengthOrNone(pair) != 2) {
                    throw TemplateException.value("dictionary update sequence element is not a pair");
                }
                Dicts.put(context, result, parts.next(), parts.next());
            }
        }
        context.grow(32L * args.names().length);
        for (int i = 0; i < args.names().length; i++) {
            result.put(args.names()[i], args.values()[positional + i]);
        }
        return result;
    }

    private static Object namespace(Context context, Args args) {
        context.grow(4 * Memory.OBJECT);
        return new Namespace(dict(context, args));
    }

    private static Object joiner(Context context, Args given) {
        Object separator = JOINER.bind(given).get(0, ", ");
        boolean[] used = {false};
        return new Builtin(separator, (r, args) -> {
            Object result = used[0] ? separator : "";
            used[0] = true;
            return result;
        });
    }

    private static Object raise(Context context, Args args) {
        throw new TemplateException(
                TemplateException.Kind.RAISED,
                Representation.str(context, RAISE.bind(args).get(0)));
    }

    private static Object strftimeNow(Context context, Args args, Clock clock) {
        Object format = STRFTIME.bind(args).get(0);
        if (!Types.isString(format)) {
            throw TemplateException.value("strftime() argument 1 must be str, not " + Types.name(format));
        }
        return new Strftime(context, clock).format(Types.text(format));
    }
}
