package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.format.FormatSpec;
import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;

/** {@code text.format(values)} */
final class BraceFormat {
    /** Finds what a replacement field names after its first part. */
    interface Lookup {
        Object attribute(Context context, Object value, String name);

        Object item(Context context, Object value, Object key);
    }

    private final Context context;
    private final Lookup lookup;
    private final Args args;
    private final Object mapping;
    private int next;
    private Boolean automatic;

    BraceFormat(Context context, Lookup lookup, Args args) {
        this.context = context;
        this.lookup = lookup;
        this.args = args;
        this.mapping = null;
    }

    /** As {@code format_map}. */
    BraceFormat(Context context, Lookup lookup, Object mapping) {
        this.context = context;
        this.lookup = lookup;
        this.args = Args.NONE;
        this.mapping = mapping;
    }

    String format(String text, int depth) {
        if (depth > 2) {
            throw TemplateException.value("Max string recursion exceeded");
        }
        context.read(text.length());
        context.grow(text.length());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                out.append(c);
                i++;
            } else if (c == '{') {
                int end = end(text, i + 1);
                String piece = field(text.substring(i + 1, end), depth);
                context.grow(piece.length());
                out.append(piece);
                i = end;
            } else if (c == '}') {
                throw TemplateException.value("Single '}' encountered in format string");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int end(String text, int from) {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw TemplateException.value("expected '}' before end of string");
    }

    private String field(String field, int depth) {
        context.step();
        int colon = field.indexOf(':');
        String name = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : field.substring(colon + 1);
        int mark = name.indexOf('!');
        String conversion = mark < 0 ? "" : name.substring(mark + 1);
        Object value = value(mark < 0 ? name : name.substring(0, mark));
        if (conversion.equals("r")) {
            value = Representation.repr(context, value);
        } else if (conversion.equals("a")) {
            value = Representation.ascii(context, value);
        } else if (conversion.equals("s")) {
            value = Representation.str(context, value);
        } else if (!conversion.isEmpty() || mark >= 0) {
            throw TemplateException.value("Unknown conversion specifier " + conversion);
        }
        return FormatSpec.format(context, value, spec.indexOf('{') < 0 ? spec : format(spec, depth + 1));
    }

    private Object value(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        Object value = first(path.substring(0, end));
        while (end < path.length()) {
            boolean item = path.charAt(end) == '[';
            int from = end + 1;
            int to = item ? path.indexOf(']', from) : from;
            while (!item && to < path.length() && path.charAt(to) != '.' && path.charAt(to) != '[') {
                to++;
            }
            if (to < 0 || to == from) {
                throw TemplateException.value("Empty attribute in format string");
            }
            String key = path.substring(from, to);
            value = item ? lookup.item(context, value, index(key)) : lookup.attribute(context, value, key);
            end = item ? to + 1 : to;
        }
        return value;
    }

    private static Object index(String key) {
        return isDigits(key) ? (Object) Long.valueOf(key) : key;
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Object first(String name) {
        if (mapping != null) {
            return found(Items.get(context, mapping, index(name)), name);
        }
        if (name.isEmpty() || isDigits(name)) {
            if (automatic != null && automatic != name.isEmpty()) {
                throw TemplateException.value("cannot switch between manual and automatic field numbering");
            }
            automatic = name.isEmpty();
            int index = automatic ? next++ : Integer.parseInt(name);
            if (index >= args.positional()) {
                throw TemplateException.value("Replacement index " + index + " out of range for positional args tuple");
            }
            return args.get(index);
        }
        return found(args.named(name), name);
    }

    private static Object found(Object value, String name) {
        if (value == Missing.VALUE) {
            throw TemplateException.value("KeyError: '" + name + "'");
        }
        return value;
    }
}
