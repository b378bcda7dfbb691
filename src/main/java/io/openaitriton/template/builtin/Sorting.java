package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.method.AttributeGetter;
import io.openaitriton.template.operator.Ordering;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.Generator;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters that sort, group or remove duplicates. */
final class Sorting {
    private Sorting() {}

    static void register(FilterTable filters) {
        filters.add("sort", "reverse? case_sensitive? attribute?", Sorting::sort);
        filters.add("dictsort", "case_sensitive? by? reverse?", Sorting::dictsort);
        filters.add("groupby", "attribute default? case_sensitive?", Sorting::groupby);
        filters.add("unique", "case_sensitive? attribute?", Sorting::unique);
    }

    private record Keyed(Object key, Object item) {}

    private static List<Object> sorted(Context context, List<Keyed> items, boolean reverse) {
        // equal elements keep their order even when reversed, as in Python
        java.util.Comparator<Keyed> order = (a, b) -> Ordering.compare(context, a.key(), b.key());
        items.sort(reverse ? Collections.reverseOrder(order) : order);
        List<Object> result = new ArrayList<>(items.size());
        items.forEach(item -> result.add(item.item()));
        return result;
    }

    private static Object sort(Context context, Object in, Args args) {
        boolean caseSensitive = Types.truth(args.get(1, false));
        Object attribute = args.get(2, null);
        List<AttributeGetter> getters = new ArrayList<>();
        if (Types.isString(attribute)) {
            context.steps(Types.text(attribute).length() >> 2);
            for (String one : Types.text(attribute).split(",", -1)) {
                getters.add(new AttributeGetter(context, one));
            }
        } else {
            getters.add(new AttributeGetter(context, attribute));
        }
        List<Keyed> items = new ArrayList<>();
        for (Object item : Iteration.toList(context, in)) {
            Object[] keys = new Object[getters.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = getters.get(i).key(context, item, caseSensitive, null);
            }
            context.steps(1 + (keys.length >> 1));
            context.grow(8 + 4L * keys.length);
            items.add(new Keyed(new Tuple(keys), item));
        }
        return sorted(context, items, Types.truth(args.get(0, false)));
    }

    private static Object dictsort(Context context, Object in, Args args) {
        Object by = args.get(1, "key");
        if (!"key".equals(by) && !"value".equals(by)) {
            throw TemplateException.value("You can only sort by either \"key\" or \"value\"");
        }
        if (!(in instanceof Map<?, ?> map)) {
            throw in instanceof Undefined undefined
                    ? undefined.used()
                    : TemplateException.value("'" + Types.name(in) + "' object has no attribute 'items'");
        }
        context.steps(map.size());
        context.grow(16L * map.size());
        List<Keyed> items = new ArrayList<>();
        boolean caseSensitive = Types.truth(args.get(0, false));
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = "key".equals(by) ? entry.getKey() : entry.getValue();
            items.add(new Keyed(
                    AttributeGetter.key(context, key, caseSensitive), new Tuple(entry.getKey(), entry.getValue())));
        }
        return sorted(context, items, Types.truth(args.get(2, false)));
    }

    private static Object groupby(Context context, Object in, Args args) {
        AttributeGetter getter = new AttributeGetter(context, args.get(0));
        Object absent = args.get(1, null);
        boolean caseSensitive = Types.truth(args.get(2, false));
        List<Keyed> items = new ArrayList<>();
        for (Object item : Iteration.toList(context, in)) {
            context.grow(16);
            items.add(new Keyed(getter.key(context, item, caseSensitive, absent), item));
        }
        items.sort((a, b) -> Ordering.compare(context, a.key(), b.key()));
        List<Object> groups = new ArrayList<>();
        List<Object> group = null;
        Object key = null;
        for (Keyed item : items) {
            if (group == null || !Equality.equal(context, key, item.key())) {
                group = new ArrayList<>();
                key = item.key();
                groups.add(new Tuple.Group(caseSensitive ? key : getter.of(context, item.item(), absent), group));
            }
            group.add(item.item());
        }
        return groups;
    }

    private static Object unique(Context context, Object in, Args args) {
        boolean caseSensitive = Types.truth(args.get(0, false));
        AttributeGetter getter = new AttributeGetter(context, args.get(1, null));
        return new Generator(context, in, () -> {
            Map<Object, Object> strings = new HashMap<>();
            Map<Object, Object> others = Dicts.create();
            List<Object> result = new ArrayList<>();
            Iterator<?> items = Iteration.of(context, in);
            while (items.hasNext()) {
                context.step();
                Object item = items.next();
                Object key = getter.key(context, item, caseSensitive, null);
                Map<Object, Object> seen = key instanceof String ? strings : others;
                if (Dicts.get(context, seen, key) == Missing.VALUE) {
                    context.grow(32);
                    Dicts.put(context, seen, key, true);
                    result.add(item);
                }
            }
            return result.iterator();
        });
    }
}
