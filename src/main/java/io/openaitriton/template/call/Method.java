package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Markup;

/** A method of strings, lists or dictionaries. */
public record Method(Signature signature, Body body) {

    /** The method's work, with its arguments in the order of its parameters. */
    public interface Body {
        Object call(Context context, Object self, Args args);
    }

    public Object call(Context context, Object self, Args args) {
        return body.call(context, self, signature == null ? args : signature.bind(args));
    }

    /** This method of strings for safe HTML, which gives safe HTML. */
    public Method ofMarkup() {
        return new Method(null, (context, self, args) -> {
            Object result = call(context, ((Markup) self).text(), args);
            return result instanceof String text ? new Markup(text) : result;
        });
    }
}
