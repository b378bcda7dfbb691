package io.openaitriton.template.builtin;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.method.Splitting;
import io.openaitriton.template.operator.Ordering;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The {@code pprint} filter: Python's {@code pprint.pformat} with lines of 80 characters. */
final class PrettyPrint {
    private static final int WIDTH = 80;

    private final Context context;
    private final StringBuilder out = new StringBuilder();

    private PrettyPrint(Context context) {
        this.context = context;
    }

    static Object format(Context context, Object in, Args args) {
        PrettyPrint printer = new PrettyPrint(context);
        printer.append(printer.sorted(in, 0), 0, 0, 0);
        return printer.out.toString();
    }

    /** The same value with its dictionaries in the order of their keys. */
    private Object sorted(Object value, int depth) {
        context.step();
        context.checkDepth(depth);
        if (value instanceof Map<?, ?> map) {
            context.growList(4L * map.size());
            List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            entries.sort(Comparator.comparing(Map.Entry::getKey, this::compare));
            Map<Object, Object> result = Dicts.create();
            entries.forEach(entry -> result.put(entry.getKey(), sorted(entry.getValue(), depth + 1)));
            return result;
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            context.growList(list.size());
            List<Object> result = new ArrayList<>(list.size());
            list.forEach(item -> result.add(sorted(item, depth + 1)));
            return value instanceof Tuple ? new Tuple(result.toArray()) : result;
        }
        return value;
    }

    /** Keys that have no order go by their type. */
    private int compare(Object a, Object b) {
        try {
            return Ordering.compare(context, a, b);
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.LIMIT) {
                throw e;
            }
            return Types.name(a).compareTo(Types.name(b));
        }
    }

    private void write(String text) {
        context.grow(text.length());
        out.append(text);
    }

    private void newLine(int indent) {
        context.grow(indent + 1L);
        out.append('\n').append(" ".repeat(indent));
    }

    private void append(Object value, int indent, int allowance, int level) {
        String text = Representation.repr(context, value);
        context.scan(text.length());
        if (CodePoints.length(text) <= WIDTH - indent - allowance) {
            write(text);
        } else if (value instanceof Map<?, ?> map) {
            write("{");
            entries(map, indent + 1, allowance + 1, level + 1);
            write("}");
        } else if (value instanceof Tuple tuple) {
            String end = tuple.size() == 1 ? ",)" : ")";
            write("(");
            items(tuple.iterator(), indent + 1, allowance + end.length(), level + 1);
            write(end);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            write("[");
            items(list.iterator(), indent + 1, allowance + 1, level + 1);
            write("]");
        } else if (value instanceof String string && !string.isEmpty()) {
            text(string, indent, allowance, level + 1);
        } else {
            write(text);
        }
    }

    private void entries(Map<?, ?> map, int indent, int allowance, int level) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            String key = Representation.repr(context, entry.getKey());
            write(key);
            write(": ");
            append(entry.getValue(), indent + CodePoints.length(key) + 2, entries.hasNext() ? 1 : allowance, level);
            if (entries.hasNext()) {
                write(",");
                newLine(indent);
            }
        }
    }

    private void items(Iterator<?> items, int indent, int allowance, int level) {
        while (items.hasNext()) {
            Object item = items.next();
            append(item, indent, items.hasNext() ? 1 : allowance, level);
            if (items.hasNext()) {
                write(",");
                newLine(indent);
            }
        }
    }

    /** A string in pieces that end with lines, or with words where a line is too long. */
    private void text(String text, int givenIndent, int givenAllowance, int level) {
        int indent = level == 1 ? givenIndent + 1 : givenIndent;
        int allowance = level == 1 ? givenAllowance + 1 : givenAllowance;
        List<String> chunks = new ArrayList<>();
        List<Object> lines = Splitting.lines(context, text, true);
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            int last = i == lines.size() - 1 ? allowance : 0;
            String quoted = Representation.repr(context, line);
            if (CodePoints.length(quoted) <= WIDTH - indent - last) {
                chunks.add(quoted);
            } else {
                words(line, WIDTH - indent, last, chunks);
            }
        }
        boolean alone = chunks.size() == 1;
        write(level == 1 && !alone ? "(" : "");
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                newLine(indent);
            }
            write(chunks.get(i));
        }
        write(level == 1 && !alone ? ")" : "");
    }

    private void words(String line, int width, int allowance, List<String> chunks) {
        int start = 0;
        int end = 0;
        String current = null;
        while (end < line.length()) {
            int next = wordEnd(line, end);
            String candidate = Representation.repr(context, line.substring(start, next));
            boolean fits = CodePoints.length(candidate) <= width - (next == line.length() ? allowance : 0);
            if (!fits && current != null) {
                chunks.add(current);
                start = end;
                candidate = Representation.repr(context, line.substring(start, next));
            }
            current = candidate;
            end = next;
        }
        if (current != null) {
            chunks.add(current);
        }
    }

    private static int wordEnd(String line, int from) {
        int at = from;
        while (at < line.length() && !Whitespace.is(line.charAt(at))) {
            at++;
        }
        while (at < line.length() && Whitespace.is(line.charAt(at))) {
            at++;
        }
        return at;
    }
}
