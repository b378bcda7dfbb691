package io.openaitriton.template.call;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Missing;
import java.util.Arrays;
import java.util.List;

/** The parameters of a built-in function: names, how many are required, and whether they may be given by name. */
public final class Signature {
    private final String function;
    private final List<String> names;
    private final int required;
    private final boolean byName;

    /**
     * @param parameters separated by spaces; optional ones end in {@code ?}; a leading {@code /} says that none can be
     *     given by name
     */
    public Signature(String function, String parameters) {
        this.function = function;
        this.byName = !parameters.startsWith("/");
        String list = byName ? parameters : parameters.substring(1);
        String[] parts = list.isBlank() ? new String[0] : list.strip().split(" ");
        this.required = (int) Arrays.stream(parts).filter(p -> !p.endsWith("?")).count();
        this.names = Arrays.stream(parts).map(p -> p.replace("?", "")).toList();
    }

    /** The arguments in the order of the parameters, {@link Missing#VALUE} where none is given. */
    public Args bind(Args args) {
        int positional = args.positional();
        if (positional > names.size()) {
            throw TemplateException.value(
                    function + "() takes at most " + names.size() + " arguments, " + positional + " given");
        }
        if (args.names().length == 0) {
            if (positional < required) {
                throw missing(positional);
            }
            return args;
        }
        Object[] bound = new Object[names.size()];
        Arrays.fill(bound, Missing.VALUE);
        System.arraycopy(args.values(), 0, bound, 0, positional);
        for (int i = 0; i < args.names().length; i++) {
            String name = args.names()[i];
            int index = byName ? names.indexOf(name) : -1;
            if (index < 0) {
                throw TemplateException.value(function + "() got an unexpected keyword argument '" + name + "'");
            }
            if (bound[index] != Missing.VALUE) {
                throw TemplateException.value(function + "() got multiple values for argument '" + name + "'");
            }
            bound[index] = args.values()[positional + i];
        }
        for (int i = 0; i < required; i++) {
            if (bound[i] == Missing.VALUE) {
                throw missing(i);
            }
        }
        return Args.of(bound);
    }

    private TemplateException missing(int index) {
        return TemplateException.value(function + "() missing required argument '" + names.get(index) + "'");
    }
}
