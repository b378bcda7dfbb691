package io.openaitriton.template.runtime;

/** What holds values, and whose memory counts with theirs. */
public interface Holder {
    Object[] held();

    /** What it holds beside these, in characters. */
    default long weight() {
        return 0;
    }
}
