package io.openaitriton.text;

import java.util.IdentityHashMap;
import java.util.Map;

/** Texts whose JSON is known, found by their objects: an equal text is another. Not thread-safe. */
public final class KnownTexts {
    private final Map<String, KnownText> byText = new IdentityHashMap<>();

    /** Adds a text; null adds nothing. */
    public void add(KnownText text) {
        if (text != null) {
            byText.put(text.text(), text);
        }
    }

    /**
     * Adds a part of a text, if the text is here and its client sent it.
     *
     * @param before characters of the text before the part
     */
    public void addPart(String text, String part, int before) {
        KnownText known = byText.get(text);
        if (known != null && part != text) {
            add(known.slice(part, before));
        }
    }

    /** Whether a text is here, the same object. */
    public boolean has(String text) {
        return byText.containsKey(text);
    }

    /** A text, or null. */
    KnownText of(String text) {
        return byText.get(text);
    }
}
