package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.call.Filter;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.call.Test;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.method.AttributeGetter;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.Generator;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Types;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/** Filters that apply a test or another filter to each element, when the element is asked for. */
final class Selection {
    private interface Predicate {
        boolean test(Object item);
    }

    private interface Mapping {
        Object apply(Object item);
    }

    private final Map<String, Filter> filters;
    private final Map<String, Test> tests;

    private Selection(Map<String, Filter> filters, Map<String, Test> tests) {
        this.filters = filters;
        this.tests = tests;
    }

    /** @param tests what the filters find tests in, when they are called */
    static void register(FilterTable filters, Map<String, Test> tests) {
        Selection selection = new Selection(filters.byName(), tests);
        filters.add("map", null, selection::map);
        filters.add("select", null, (context, in, args) -> selection.select(context, in, args, true, false));
        filters.add("reject", null, (context, in, args) -> selection.select(context, in, args, false, false));
        filters.add("selectattr", null, (context, in, args) -> selection.select(context, in, args, true, true));
        filters.add("rejectattr", null, (context, in, args) -> selection.select(context, in, args, false, true));
    }

    private Object map(Context context, Object in, Args args) {
        return new Generator(context, in, () -> {
            if (!Types.truth(in)) {
                return Collections.emptyIterator();
            }
            Mapping mapping = mapping(context, args);
            Iterator<?> items = Iteration.of(context, in);
            return new Iterator<Object>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public Object next() {
                    context.step();
                    return mapping.apply(items.next());
                }
            };
        });
    }

    private Mapping mapping(Context context, Args args) {
        if (args.positional() == 0 && args.named("attribute") != Missing.VALUE) {
            Args bound = new Signature("map", "attribute default?").bind(args);
            AttributeGetter getter = new AttributeGetter(context, bound.get(0));
            return item -> getter.of(context, item, bound.get(1, null));
        }
        if (args.positional() == 0) {
            throw TemplateException.value("map requires a filter argument");
        }
        String name = Representation.str(context, args.get(0));
        Filter filter = filters.get(name);
        Args rest = args.from(1);
        return item -> {
            if (filter == null) {
                throw TemplateException.value(Filter.missing(name));
            }
            return filter.apply(context, item, rest);
        };
    }

    private Object select(Context context, Object in, Args args, boolean wanted, boolean byAttribute) {
        return new Generator(context, in, () -> {
            if (!Types.truth(in)) {
                return Collections.emptyIterator();
            }
            Predicate predicate = predicate(context, args, byAttribute);
            return new Selected(context, Iteration.of(context, in), item -> predicate.test(item) == wanted);
        });
    }

    private Predicate predicate(Context context, Args args, boolean byAttribute) {
        int offset = byAttribute ? 1 : 0;
        if (args.positional() < offset) {
            throw TemplateException.value("Missing parameter for attribute name");
        }
        AttributeGetter getter =
                byAttribute ? new AttributeGetter(context, args.get(0)) : new AttributeGetter(context, null);
        if (args.positional() == offset) {
            return item -> Types.truth(getter.of(context, item));
        }
        String name = Representation.str(context, args.get(offset));
        Test test = tests.get(name);
        Args rest = args.from(offset + 1);
        return item -> {
            if (test == null) {
                throw TemplateException.value("No test named '" + name + "'");
            }
            return test.test(context, getter.of(context, item), rest);
        };
    }

    private static final class Selected implements Iterator<Object> {
        private final Context context;
        private final Iterator<?> items;
        private final Predicate predicate;
        private Object next = Missing.VALUE;

        Selected(Context context, Iterator<?> items, Predicate predicate) {
            this.context = context;
            this.items = items;
            this.predicate = predicate;
        }

        @Override
        public boolean hasNext() {
            while (next == Missing.VALUE && items.hasNext()) {
                context.step();
                Object item = items.next();
                if (predicate.test(item)) {
                    next = item;
                }
            }
            return next != Missing.VALUE;
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Object item = next;
            next = Missing.VALUE;
            return item;
        }
    }
}
