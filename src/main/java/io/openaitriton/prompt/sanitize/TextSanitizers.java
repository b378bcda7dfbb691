package io.openaitriton.prompt.sanitize;

import java.util.Collection;

/**
 * The sanitizers of one template, by role.
 *
 * @param others for everything except the assistant's text
 * @param assistant for the assistant's text and reasoning, in which reasoning tags have a meaning for the template
 */
public record TextSanitizers(TextSanitizer others, TextSanitizer assistant) {
    public static TextSanitizers of(Collection<TurnMarker> marks, ControlTokenPolicy policy) {
        TextSanitizer others = new TextSanitizer(marks, policy);
        boolean thoughts = marks.stream().anyMatch(TurnMarker::isOfThoughts);
        return new TextSanitizers(
                others,
                thoughts
                        ? new TextSanitizer(
                                marks.stream()
                                        .filter(mark -> !mark.isOfThoughts())
                                        .toList(),
                                policy)
                        : others);
    }

    /** The sanitizer for a message of this role. */
    public TextSanitizer of(String role) {
        return role.equals("assistant") ? assistant : others;
    }
}
