package io.openaitriton.prompt.sanitize;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.generation.Unicode;
import io.openaitriton.text.KnownText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps client text out of prompts if it would forge a turn, or is not valid Unicode. */
public final class TextSanitizer {
    private final ControlTokens marks;
    private final ControlTokenPolicy policy;

    TextSanitizer(Collection<TurnMarker> marks, ControlTokenPolicy policy) {
        this.marks = new ControlTokens(marks);
        this.policy = policy;
    }

    /**
     * The text in a form that is safe in a prompt.
     *
     * @param param the field it came in
     */
    public String text(String param, String text) {
        wellFormed(param, text);
        if (policy == ControlTokenPolicy.REFUSE) {
            refuse(param, marks.find(text));
        }
        return policy == ControlTokenPolicy.NEUTRALISE ? marks.neutralise(text) : text;
    }

    /** The same for a text that was decoded from valid UTF-8, and so has no unpaired surrogates. */
    public KnownText text(String param, KnownText text) {
        if (policy == ControlTokenPolicy.REFUSE) {
            refuse(
                    param,
                    text.derived(new Search(marks), () -> Optional.ofNullable(marks.find(text.text())))
                            .orElse(null));
        }
        return policy == ControlTokenPolicy.NEUTRALISE
                ? text.derived(marks, () -> text.changed(marks.neutralise(text.text())))
                : text;
    }

    private record Search(ControlTokens marks) {}

    /** Texts that the template may write one after the other. */
    public List<String> texts(String param, List<String> texts) {
        texts.forEach(text -> wellFormed(param, text));
        if (policy == ControlTokenPolicy.REFUSE) {
            refuse(param, marks.find(texts));
        }
        return policy == ControlTokenPolicy.NEUTRALISE ? marks.neutralise(texts) : texts;
    }

    /** Every text, and every key, in a value of maps and lists. */
    public Object value(String param, Object value) {
        if (value instanceof String text) {
            return text(param, text);
        }
        if (value instanceof List<?> list) {
            List<Object> safe = new ArrayList<>(list.size());
            list.forEach(element -> safe.add(value(param, element)));
            return safe;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> safe = new LinkedHashMap<>();
            map.forEach((key, element) -> safe.put(text(param, (String) key), value(param, element)));
            return safe;
        }
        return value;
    }

    private static void refuse(String param, TurnMarker mark) {
        if (mark != null) {
            throw new PromptException(
                    param,
                    "Invalid text in '" + param + "': '" + mark.text()
                            + "' is a control token or a turn mark of this model. Remove it from the text.");
        }
    }

    /** Refuses an unpaired surrogate, which JSON can write but Triton cannot read. */
    private static void wellFormed(String param, String text) {
        int at = Unicode.loneSurrogate(text);
        if (at >= 0) {
            throw new PromptException(
                    param, "Invalid text in '" + param + "': unpaired surrogate at position " + at + ".");
        }
    }
}
