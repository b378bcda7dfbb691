package io.openaitriton.template.runtime;

/** An object that holds values, and counts towards their memory. */
public interface Holder {
    Object[] held();

    /** What it holds in addition to these, in characters. */
    default long weight() {
        return 0;
    }
}
