package io.openaitriton.template.runtime;

/** What stands where there is no value; not the same as None, which is null: jinja2.utils.missing. */
public final class Missing {
    public static final Object VALUE = new Missing();

    private Missing() {}

    @Override
    public String toString() {
        return "missing";
    }
}
