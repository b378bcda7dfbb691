package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Context;

/** What may stand after {@code |}. */
public record Filter(Signature signature, Body body) {

    /** The filter's work, with its arguments in the order of its parameters. */
    public interface Body {
        Object apply(Context context, Object input, Args args);
    }

    /** Why there is no filter of this name. */
    public static String missing(String name) {
        if (name.equals("random")) {
            return "The filter 'random' is not supported: a prompt must be the same each time";
        }
        return name.equals("striptags")
                ? "The filter '" + name + "' of Jinja2 is not supported"
                : "No filter named '" + name + "'";
    }

    public Object apply(Context context, Object input, Args args) {
        return body.apply(context, input, signature == null ? args : signature.bind(args));
    }
}
