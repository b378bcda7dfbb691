package io.openaitriton.template.value;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a value is as JSON, remembered by the form in which it was asked for. For values that never change, and that come again: a template may write the same tools for
 * many conversations. Safe to share.
 */
public final class JsonTexts {
    /** A template asks for one form, and another template perhaps for another. */
    private static final int MOST = 4;

    private final Object[] forms = new Object[MOST];
    private final String[] texts = new String[MOST];
    private int next;

    /** The text in a form, which {@code write} makes when it is not known. */
    public String in(Object form, Supplier<String> write) {
        synchronized (this) {
            for (int i = 0; i < MOST; i++) {
                if (Objects.equals(forms[i], form)) {
                    return texts[i];
                }
            }
        }
        String text = write.get();
        synchronized (this) {
            forms[next] = form;
            texts[next] = text;
            next = (next + 1) % MOST;
        }
        return text;
    }
}
