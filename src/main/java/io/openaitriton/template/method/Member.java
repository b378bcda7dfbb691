package io.openaitriton.template.method;

import io.openaitriton.template.builtin.Cycler;
import io.openaitriton.template.call.Builtin;
import io.openaitriton.template.call.Method;
import io.openaitriton.template.node.LoopState;
import io.openaitriton.template.node.Macro;
import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Markup;
import io.openaitriton.template.value.Namespace;
import io.openaitriton.template.value.Numbers;
import io.openaitriton.template.value.Range;
import io.openaitriton.template.value.Tuple;
import io.openaitriton.template.value.Types;
import io.openaitriton.template.value.Undefined;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A name after a dot, with the methods that it may mean looked up once. */
public record Member(String name, Method ofString, Method ofDict, Method ofList, Method ofTuple) {
    private static final Set<String> DICT_CHANGERS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> LIST_CHANGERS =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> INTERNALS =
            Set.of("__class__", "__init__", "__doc__", "__dict__", "__len__", "__getitem__", "__eq__", "__str__");

    public static Member of(String name) {
        return new Member(
                name,
                StringMethods.BY_NAME.get(name),
                CollectionMethods.OF_DICT.get(name),
                CollectionMethods.OF_LIST.get(name),
                CollectionMethods.OF_TUPLE.get(name));
    }

    /** The same for a key, or null if it is no text. */
    public static Member ofKey(Object key) {
        return Types.isString(key) ? of(Types.text(key)) : null;
    }

    /** {@code value.name}: jinja2.sandbox.SandboxedEnvironment.getattr. */
    public Object of(Run run, Object value) {
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
        Object found = attribute(run, value);
        if (found == Scope.MISSING && value instanceof Map<?, ?> map) {
            found = Dicts.get(run, map, name);
        }
        return found == Scope.MISSING ? Undefined.of(value, name) : found;
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
        return value instanceof Markup && ofString != null ? StringMethods.ofMarkup(ofString) : null;
    }

    /** The attribute alone, not an item; or {@link Scope#MISSING}. */
    public Object attribute(Run run, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        Method method = method(value);
        if (method != null) {
            return new Builtin(name, value, (r, args) -> method.call(r, value, args));
        }
        if (value instanceof String && !name.startsWith("_")) {
            return Scope.MISSING;
        }
        if (value instanceof Namespace namespace) {
            return field(run, namespace);
        }
        if (INTERNALS.contains(name)
                || (value instanceof Map && DICT_CHANGERS.contains(name))
                || (Types.isList(value) && LIST_CHANGERS.contains(name))) {
            return Undefined.forbidden(value, name);
        }
        if (value instanceof LoopState loop) {
            return loop.get(name);
        }
        if (value instanceof Cycler cycler) {
            return cycler.get(name);
        }
        if (value instanceof Macro macro) {
            return macro.get(name);
        }
        if (value instanceof Tuple.Group group) {
            return name.equals("grouper") ? group.get(0) : name.equals("list") ? group.get(1) : Scope.MISSING;
        }
        if (value instanceof Range range) {
            return switch (name) {
                case "start" -> range.start;
                case "stop" -> range.stop;
                case "step" -> range.step;
                default -> Scope.MISSING;
            };
        }
        return Numbers.isInteger(value) || value instanceof Boolean ? ofInteger(value) : Scope.MISSING;
    }

    private Object field(Run run, Namespace namespace) {
        Object found = Dicts.get(run, namespace.attributes(), name);
        return found != Scope.MISSING && name.startsWith("_") ? Undefined.forbidden(namespace, name) : found;
    }

    private Object ofInteger(Object value) {
        return switch (name) {
            case "real", "numerator" -> Numbers.of(value);
            case "imag" -> 0L;
            case "denominator" -> 1L;
            default -> Scope.MISSING;
        };
    }
}
