package io.openaitriton.text;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Texts whose JSON is known, found by their objects: an equal text is another. Not thread-safe. */
public final class KnownTexts {
    private final Map<String, KnownText> byText = new IdentityHashMap<>();
    private final List<SentJson> requests = new ArrayList<>(1);

    /** Adds a text. */
    public void add(KnownText text) {
        byText.put(text.text(), text);
        SentJson request = text.request();
        if (request != null && !requests.contains(request)) {
            requests.add(request);
        }
    }

    /** The requests that have the JSON of these texts. */
    List<SentJson> requests() {
        return List.copyOf(requests);
    }

    /** A text, or null. */
    public KnownText of(String text) {
        return byText.get(text);
    }

    /** The characters of a text from one index to another. The part of a text that is here is here too. */
    public String part(String text, int from, int to) {
        KnownText known = byText.get(text);
        if (known == null) {
            return text.substring(from, to);
        }
        KnownText part = known.part(from, to);
        add(part);
        return part.text();
    }
}
