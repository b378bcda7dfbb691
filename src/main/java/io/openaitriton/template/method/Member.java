package io.openaitriton.template.method;

import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.call.Signature;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Namespace;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.PythonObject;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A name after a dot, with the methods that it may mean looked up once. */
public record Member(String name, Method ofString, Method ofDict, Method ofList, Method ofTuple) {
    private static final Map<String, Method> OF_STRING = stringMethods();
    private static final Set<String> DICT_CHANGERS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> LIST_CHANGERS =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> INTERNALS =
            Set.of("__class__", "__init__", "__doc__", "__dict__", "__len__", "__getitem__", "__eq__", "__str__");

    public static Member of(String name) {
        return new Member(
                name,
                OF_STRING.get(name),
                CollectionMethods.OF_DICT.get(name),
                CollectionMethods.OF_LIST.get(name),
                CollectionMethods.OF_TUPLE.get(name));
    }

    /** The same for a key, or null if it is no text. */
    public static Member ofKey(Object key) {
        return Types.isString(key) ? of(Types.text(key)) : null;
    }

    /** {@code value.name}: jinja2.sandbox.SandboxedEnvironment.getattr. */
    public Object of(Context context, Object value) {
        if (value instanceof Namespace namespace && !name.startsWith("_")) {
            Object found = namespace.attributes().get(name);
            if (found != null) {
                return found;
            }
        }
        if (value instanceof Map<?, ?> map && ofDict == null && !DICT_CHANGERS.contains(name)) {
            Object found = map.get(name);
            if (found != null) {
                return found;
            }
        }
        Object found = attribute(context, value);
        if (found == Missing.VALUE && value instanceof Map<?, ?> map) {
            found = Dicts.get(context, map, name);
        }
        return found == Missing.VALUE ? Undefined.of(value, name) : found;
    }

    /**
     * {@code value[key]}: jinja2.sandbox.SandboxedEnvironment.getitem.
     *
     * @param member {@link #ofKey} of the key, or null if it is not known yet
     */
    public static Object item(Context context, Object value, Object key, Member member) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        Object found = Items.get(context, value, key);
        if (found == Missing.VALUE && Types.isString(key)) {
            found = (member == null ? ofKey(key) : member).attribute(context, value);
        }
        return found == Missing.VALUE ? Undefined.of(value, key) : found;
    }

    /** The method that a call of this attribute would call, or null. */
    public Method method(Object value) {
        if (value instanceof String) {
            return ofString;
        }
        if (value instanceof Map) {
            return ofDict;
        }
        if (value instanceof List) {
            return Types.isList(value) ? ofList : ofTuple;
        }
        return value instanceof Markup && ofString != null ? ofString.ofMarkup() : null;
    }

    /** The attribute alone, not an item; or {@link Missing#VALUE}. */
    public Object attribute(Context context, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        Method method = method(value);
        if (method != null) {
            return new Builtin(value, (r, args) -> method.call(r, value, args));
        }
        if (value instanceof String && !name.startsWith("_")) {
            return Missing.VALUE;
        }
        if (value instanceof Namespace namespace) {
            return field(context, namespace);
        }
        if (INTERNALS.contains(name)
                || (value instanceof Map && DICT_CHANGERS.contains(name))
                || (Types.isList(value) && LIST_CHANGERS.contains(name))) {
            return Undefined.forbidden(value, name);
        }
        if (value instanceof PythonObject object) {
            return object.attribute(name);
        }
        if (value instanceof Tuple.Group group) {
            return name.equals("grouper") ? group.get(0) : name.equals("list") ? group.get(1) : Missing.VALUE;
        }
        if (value instanceof Range range) {
            return switch (name) {
                case "start" -> range.start;
                case "stop" -> range.stop;
                case "step" -> range.step;
                default -> Missing.VALUE;
            };
        }
        return Numbers.isInteger(value) || value instanceof Boolean ? ofInteger(value) : Missing.VALUE;
    }

    private Object field(Context context, Namespace namespace) {
        Object found = Dicts.get(context, namespace.attributes(), name);
        return found != Missing.VALUE && name.startsWith("_") ? Undefined.forbidden(namespace, name) : found;
    }

    private Object ofInteger(Object value) {
        return switch (name) {
            case "real", "numerator" -> Numbers.of(value);
            case "imag" -> 0L;
            case "denominator" -> 1L;
            default -> Missing.VALUE;
        };
    }

    /** All methods of strings: those that format look up attributes themselves. */
    private static Map<String, Method> stringMethods() {
        BraceFormat.Lookup lookup = new BraceFormat.Lookup() {
            @Override
            public Object attribute(Context context, Object value, String name) {
                return of(name).of(context, value);
            }

            @Override
            public Object item(Context context, Object value, Object key) {
                return Member.item(context, value, key, null);
            }
        };
        Map<String, Method> methods = new HashMap<>(StringMethods.BY_NAME);
        methods.put(
                "format",
                new Method(null, (context, s, a) -> new BraceFormat(context, lookup, a).format((String) s, 0)));
        methods.put(
                "format_map",
                new Method(
                        new Signature("format_map", "/mapping"),
                        (context, s, a) -> new BraceFormat(context, lookup, a.get(0)).format((String) s, 0)));
        return methods;
    }
}
