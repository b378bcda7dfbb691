package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Context;

/** What may stand after {@code is}. */
public record Test(Signature signature, Body body) {

    /** The test's work, with its arguments in the order of its parameters. */
    public interface Body {
        boolean test(Context context, Object input, Args args);
    }

    public boolean test(Context context, Object input, Args args) {
        return body.test(context, input, signature.bind(args));
    }
}
