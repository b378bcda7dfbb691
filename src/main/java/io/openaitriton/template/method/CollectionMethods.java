package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.DictView;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.Integers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of dictionaries, lists and tuples that change nothing. */
final class CollectionMethods {
    static final Map<String, Method> OF_DICT = Map.of(
            "get",
                    method("get", "/key default?", (context, self, args) -> {
                        Dicts.checkKey(args.get(0));
                        Object found = Dicts.get(context, (Map<?, ?>) self, args.get(0));
                        return found == Missing.VALUE ? args.get(1, null) : found;
                    }),
            "items", method("items", "", (context, self, args) -> new DictView(DictView.Kind.ITEMS, (Map<?, ?>) self)),
            "keys", method("keys", "", (context, self, args) -> new DictView(DictView.Kind.KEYS, (Map<?, ?>) self)),
            "values",
                    method("values", "", (context, self, args) -> new DictView(DictView.Kind.VALUES, (Map<?, ?>) self)),
            "copy",
                    method("copy", "", (context, self, args) -> {
                        context.steps(((Map<?, ?>) self).size());
                        context.grow(32L * ((Map<?, ?>) self).size());
                        return new LinkedHashMap<Object, Object>((Map<?, ?>) self);
                    }));

    private static final Method INDEX =
            method("index", "/value start? stop?", (context, self, args) -> index(context, (List<?>) self, args));
    private static final Method COUNT =
            method("count", "/value", (context, self, args) -> count(context, (List<?>) self, args.get(0)));

    static final Map<String, Method> OF_LIST =
            Map.of("index", INDEX, "count", COUNT, "copy", method("copy", "", (context, self, args) -> {
                context.growList(((List<?>) self).size());
                return new ArrayList<Object>((List<?>) self);
            }));

    static final Map<String, Method> OF_TUPLE = Map.of("index", INDEX, "count", COUNT);

    private CollectionMethods() {}

    private static Method method(String name, String parameters, Method.Body body) {
        return new Method(new Signature(name, parameters), body);
    }

    private static Object index(Context context, List<?> list, Args args) {
        long size = list.size();
        long from = args.has(1) ? Integers.of(args.get(1)) : 0;
        long to = args.has(2) ? Integers.of(args.get(2)) : size;
        from = from < 0 ? Math.max(0, from + size) : from;
        to = Math.min(size, to < 0 ? to + size : to);
        for (long i = from; i < to; i++) {
            context.step();
            if (Equality.equal(context, list.get((int) i), args.get(0))) {
                return i;
            }
        }
        throw TemplateException.value("the value is not in the list");
    }

    private static Object count(Context context, List<?> list, Object value) {
        long count = 0;
        for (Object item : list) {
            context.step();
            count += Equality.equal(context, item, value) ? 1 : 0;
        }
        return count;
    }
}
