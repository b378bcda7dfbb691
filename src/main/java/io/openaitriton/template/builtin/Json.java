package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.operator.Ordering;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Lasting;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Types;
import io.openaitriton.text.KnownText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code tojson} as transformers defines it: Python's {@code json.dumps}. */
final class Json {
    private final Context context;
    private final EscapedText out;
    private final String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final boolean sorted;

    private Json(Context context, Args args) {
        this.context = context;
        this.out = new EscapedText(Types.truth(args.get(0, false)));
        Object by = args.get(1, null);
        this.indent = by == null ? null : Types.isString(by) ? Types.text(by) : spaces(Integers.of(by));
        Object separators = args.get(2, null);
        if (separators == null) {
            itemSeparator = indent == null ? ", " : ",";
            keySeparator = ": ";
        } else {
            List<Object> pair = Iteration.toList(context, separators);
            if (pair.size() != 2 || !Types.isString(pair.get(0)) || !Types.isString(pair.get(1))) {
                throw TemplateException.value("separators must be a pair of strings");
            }
            itemSeparator = Types.text(pair.get(0));
            keySeparator = Types.text(pair.get(1));
        }
        this.sorted = Types.truth(args.get(3, false));
    }

    private String spaces(long count) {
        context.grow(Math.max(0, count));
        return " ".repeat((int) Math.max(0, count));
    }

    static String dump(Context context, Object value, Args args) {
        Json json = new Json(context, args);
        KnownText known = null;
        if (value instanceof Lasting lasting) {
            known = lasting.json().of(json.form(), () -> KnownText.shared(json.write(value)));
        } else if (value instanceof String text) {
            KnownText sent = context.output.known().of(text);
            known = sent == null ? null : sent.derived(json.form(), () -> json.quoted(sent));
        }
        if (known == null) {
            return json.write(value);
        }
        context.output.known().add(known);
        // it is there once, for however many renderings
        context.scan(known.text().length());
        return known.text();
    }

    private KnownText quoted(KnownText text) {
        KnownText quoted = out.isAscii() ? null : text.quoted();
        if (quoted == null) {
            return text.changed(write(text.text()));
        }
        context.read(text.text().length());
        context.grow(quoted.text().length());
        return quoted;
    }

    /** What the text depends on, other than the value. */
    private record Form(boolean ascii, String indent, String itemSeparator, String keySeparator, boolean sorted) {}

    private Form form() {
        return new Form(out.isAscii(), indent, itemSeparator, keySeparator, sorted);
    }

    private String write(Object value) {
        append(value, 0);
        return out.toString();
    }

    private void append(Object value, int depth) {
        context.step();
        context.checkDepth(depth);
        if (value instanceof Map<?, ?> map) {
            map(map, depth);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            list(list, depth);
        } else if (Types.isString(value)) {
            string(Types.text(value));
        } else {
            Number number = value instanceof Boolean ? null : Numbers.of(value);
            if (value != null && !(value instanceof Boolean) && number == null) {
                throw TemplateException.value("Object of type " + Types.name(value) + " is not JSON serializable");
            }
            add(scalar(context, value, number));
        }
    }

    private static String scalar(Context context, Object value, Number number) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (number instanceof Double d && (d.isNaN() || d.isInfinite())) {
            return d.isNaN() ? "NaN" : d > 0 ? "Infinity" : "-Infinity";
        }
        return Representation.number(context, number);
    }

    private void list(List<?> list, int depth) {
        if (list.isEmpty()) {
            add("[]");
            return;
        }
        add("[");
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            newline(depth + 1);
            append(items.next(), depth + 1);
            if (items.hasNext()) {
                add(itemSeparator);
            }
        }
        newline(depth);
        add("]");
    }

    private void map(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            add("{}");
            return;
        }
        add("{");
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        if (sorted) {
            context.growList(map.size());
            List<Map.Entry<?, ?>> all = new ArrayList<>(map.entrySet());
            all.sort((a, b) -> Ordering.compare(context, a.getKey(), b.getKey()));
            entries = all.iterator();
        }
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            newline(depth + 1);
            key(entry.getKey());
            add(keySeparator);
            append(entry.getValue(), depth + 1);
            if (entries.hasNext()) {
                add(itemSeparator);
            }
        }
        newline(depth);
        add("}");
    }

    private void key(Object key) {
        if (Types.isString(key)) {
            string(Types.text(key));
            return;
        }
        Number number = key instanceof Boolean ? null : Numbers.of(key);
        if (key != null && !(key instanceof Boolean) && number == null) {
            throw TemplateException.value("keys must be str, int, float, bool or None, not " + Types.name(key));
        }
        string(scalar(context, key, number));
    }

    private void newline(int depth) {
        if (indent != null) {
            context.steps(depth >> 2);
            add("\n");
            for (int i = 0; i < depth; i++) {
                add(indent);
            }
        }
    }

    private void add(String piece) {
        context.grow(piece.length());
        out.append(piece);
    }

    private void string(String text) {
        context.read(text.length());
        out.quoted(context, text);
    }
}
