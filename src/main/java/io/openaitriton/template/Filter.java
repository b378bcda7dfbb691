package io.openaitriton.template;

/** What may stand after {@code |}. */
record Filter(Signature signature, Body body) {

    /** The filter's work, with its arguments in the order of its parameters. */
    interface Body {
        Object apply(Run run, Object input, Args args);
    }

    Object apply(Run run, Object input, Args args) {
        return body.apply(run, input, signature == null ? args : signature.bind(args));
    }
}
