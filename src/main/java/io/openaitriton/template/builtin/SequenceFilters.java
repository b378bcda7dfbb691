package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.method.AttributeGetter;
import io.openaitriton.template.method.Slices;
import io.openaitriton.template.operator.Operators;
import io.openaitriton.template.operator.Ordering;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Memory;
import io.openaitriton.template.value.DictView;
import io.openaitriton.template.value.Generator;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters on sequences and dictionaries. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void register(FilterTable filters) {
        filters.add("list", "", (context, in, a) -> Iteration.toList(context, in));
        filters.add("items", "", SequenceFilters::items);
        filters.add("first", "", SequenceFilters::first);
        filters.add("last", "", SequenceFilters::last);
        filters.add("reverse", "", SequenceFilters::reverse);
        filters.add("sum", "attribute? start?", SequenceFilters::sum);
        filters.add("min", "case_sensitive? attribute?", (context, in, a) -> extreme(context, in, a, -1));
        filters.add("max", "case_sensitive? attribute?", (context, in, a) -> extreme(context, in, a, 1));
        filters.add("batch", "linecount fill_with?", SequenceFilters::batch);
        filters.add("slice", "slices fill_with?", SequenceFilters::slice);
        Sorting.register(filters);
    }

    private static Object items(Context context, Object in, Args args) {
        // Jinja makes a generator, which fails when it is asked for its first element
        return new Generator(context, in, () -> {
            if (in instanceof Undefined) {
                return Collections.emptyIterator();
            }
            if (in instanceof Map<?, ?> map) {
                return DictView.items(map);
            }
            throw TemplateException.value("Can only get item pairs from a mapping.");
        });
    }

    private static Object first(Context context, Object in, Args args) {
        Iterator<?> iterator = Iteration.of(context, in);
        return iterator.hasNext() ? iterator.next() : Undefined.because("No first item, sequence was empty.");
    }

    private static Object last(Context context, Object in, Args args) {
        if (in instanceof Generator) {
            throw TemplateException.value("'generator' object is not reversible");
        }
        String text = Types.text(in);
        if (text != null && !text.isEmpty()) {
            return Character.toString(text.codePointBefore(text.length()));
        }
        List<?> all = in instanceof List<?> list ? list : Iteration.toList(context, in);
        return all.isEmpty() ? Undefined.because("No last item, sequence was empty.") : all.get(all.size() - 1);
    }

    private static Object reverse(Context context, Object in, Args args) {
        if (Types.isString(in)) {
            return Slices.slice(context, in, null, null, -1L);
        }
        List<Object> list = Iteration.toList(context, in);
        Collections.reverse(list);
        return in instanceof Generator ? list : new Generator(context, list, list::iterator);
    }

    private static Object sum(Context context, Object in, Args args) {
        Object attribute = args.get(0, null);
        AttributeGetter getter = attribute == null ? null : new AttributeGetter(context, attribute);
        Object sum = args.get(1, 0L);
        if (Types.isString(sum)) {
            throw TemplateException.value("sum() can't sum strings [use ''.join(seq) instead]");
        }
        Iterator<?> items = Iteration.of(context, in);
        while (items.hasNext()) {
            context.step();
            Object item = items.next();
            sum = Operators.add(context, sum, getter == null ? item : getter.of(context, item));
        }
        return sum;
    }

    private static Object extreme(Context context, Object in, Args args, int sign) {
        boolean caseSensitive = Types.truth(args.get(0, false));
        AttributeGetter getter = new AttributeGetter(context, args.get(1, null));
        Iterator<?> items = Iteration.of(context, in);
        if (!items.hasNext()) {
            return Undefined.because("No aggregated item, sequence was empty.");
        }
        Object best = items.next();
        Object bestKey = getter.key(context, best, caseSensitive, null);
        while (items.hasNext()) {
            Object item = items.next();
            Object key = getter.key(context, item, caseSensitive, null);
            if (Ordering.compare(context, key, bestKey) * sign > 0) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }

    private static Object batch(Context context, Object in, Args args) {
        return new Generator(context, in, () -> {
            List<Object> all = Iteration.toList(context, in);
            long size = Integers.of(args.get(0));
            Object fill = args.get(1, null);
            List<Object> batches = new ArrayList<>();
            List<Object> batch = new ArrayList<>();
            for (Object item : all) {
                if (batch.size() == size) {
                    batches.add(batch);
                    batch = new ArrayList<>();
                }
                batch.add(item);
            }
            if (!batch.isEmpty()) {
                context.growList(fill == null ? 0 : Math.max(0, size - batch.size()));
                while (fill != null && batch.size() < size) {
                    batch.add(fill);
                }
                batches.add(batch);
            }
            return batches.iterator();
        });
    }

    private static Object slice(Context context, Object in, Args args) {
        return new Generator(context, in, () -> {
            List<Object> all = Iteration.toList(context, in);
            long slices = Integers.of(args.get(0));
            if (slices == 0) {
                throw TemplateException.value("integer division or modulo by zero");
            }
            context.growList(Memory.OBJECT * Math.min(Math.max(0, slices), Integer.MAX_VALUE));
            Object fill = args.get(1, null);
            List<Object> result = new ArrayList<>();
            int from = 0;
            for (long i = 0; i < slices; i++) {
                boolean longer = i < all.size() % slices;
                int to = from + (int) (all.size() / slices) + (longer ? 1 : 0);
                List<Object> part = new ArrayList<>(all.subList(from, to));
                if (fill != null && !longer) {
                    part.add(fill);
                }
                result.add(part);
                from = to;
            }
            return result.iterator();
        });
    }
}
