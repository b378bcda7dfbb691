package io.openaitriton.template;

/** A method of strings, lists or dictionaries. */
record Method(Signature signature, Body body) {

    /** The method's work, with its arguments in the order of its parameters. */
    interface Body {
        Object call(Run run, Object self, Args args);
    }

    Object call(Run run, Object self, Args args) {
        return body.call(run, self, signature == null ? args : signature.bind(args));
    }
}
