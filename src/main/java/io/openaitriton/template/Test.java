package io.openaitriton.template;

/** What may stand after {@code is}. */
record Test(Signature signature, Body body) {

    /** The test's work, with its arguments in the order of its parameters. */
    interface Body {
        boolean test(Run run, Object input, Args args);
    }

    boolean test(Run run, Object input, Args args) {
        return body.test(run, input, signature.bind(args));
    }
}
