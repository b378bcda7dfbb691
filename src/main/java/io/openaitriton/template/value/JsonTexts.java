package io.openaitriton.template.value;

import io.openaitriton.text.KnownText;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The JSON of a value, remembered for each requested form. For values that never change and are rendered repeatedly: a template may write the same
 * tools for many conversations. Thread-safe.
 */
public final class JsonTexts {
    /** Most templates request a single form. */
    private static final int MOST = 4;

    private final Object[] forms = new Object[MOST];
    private final KnownText[] texts = new KnownText[MOST];
    private int next;

    /** The text in this form; {@code write} creates it the first time. */
    public KnownText in(Object form, Supplier<String> write) {
        synchronized (this) {
            for (int i = 0; i < MOST; i++) {
                if (Objects.equals(forms[i], form)) {
                    return texts[i];
                }
            }
        }
        KnownText text = new KnownText(write.get());
        synchronized (this) {
            forms[next] = form;
            texts[next] = text;
            next = (next + 1) % MOST;
        }
        return text;
    }
}
