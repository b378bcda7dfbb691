package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Run;

/** What may stand after {@code |}. */
public record Filter(Signature signature, Body body) {

    /** The filter's work, with its arguments in the order of its parameters. */
    public interface Body {
        Object apply(Run run, Object input, Args args);
    }

    public Object apply(Run run, Object input, Args args) {
        return body.apply(run, input, signature == null ? args : signature.bind(args));
    }
}
