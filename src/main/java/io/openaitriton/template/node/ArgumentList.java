package io.openaitriton.template.node;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.value.Iteration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What stands in the parentheses of a call.
 *
 * @param names of the last arguments that have one; their values are the last of {@code values}
 * @param rest what follows {@code *}, or null
 * @param namedRest what follows {@code **}, or null
 */
public record ArgumentList(Expression[] values, String[] names, Expression rest, Expression namedRest) implements Node {
    public static final ArgumentList NONE = new ArgumentList(new Expression[0], new String[0], null, null);

    Args eval(Scope scope) {
        if (values.length == 0 && rest == null && namedRest == null) {
            return Args.NONE;
        }
        scope.context.steps(values.length >> 2);
        Object[] evaluated = new Object[values.length];
        for (int i = 0; i < evaluated.length; i++) {
            evaluated[i] = values[i].eval(scope);
        }
        return rest == null && namedRest == null ? new Args(evaluated, names) : spread(scope, evaluated);
    }

    private Args spread(Scope scope, Object[] evaluated) {
        int positional = evaluated.length - names.length;
        List<Object> all = new ArrayList<>(Arrays.asList(evaluated).subList(0, positional));
        if (rest != null) {
            Iterator<?> more = Iteration.of(scope.context, rest.eval(scope));
            while (more.hasNext()) {
                scope.context.step();
                all.add(more.next());
            }
        }
        List<String> allNames = new ArrayList<>(Arrays.asList(names));
        all.addAll(Arrays.asList(evaluated).subList(positional, evaluated.length));
        if (namedRest != null) {
            if (!(namedRest.eval(scope) instanceof Map<?, ?> map)) {
                throw TemplateException.value("argument after ** must be a mapping");
            }
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String name)) {
                    throw TemplateException.value("keywords must be strings");
                }
                if (allNames.contains(name)) {
                    throw TemplateException.value("got multiple values for keyword argument '" + name + "'");
                }
                scope.context.steps(1 + (allNames.size() >> 3));
                allNames.add(name);
                all.add(entry.getValue());
            }
        }
        return new Args(all.toArray(), allNames.toArray(String[]::new));
    }

    @Override
    public void children(Consumer<Node> visitor) {
        Arrays.asList(values).forEach(visitor);
        if (rest != null) {
            visitor.accept(rest);
        }
        if (namedRest != null) {
            visitor.accept(namedRest);
        }
    }
}
