package io.openaitriton.prompt.sanitize;

import java.util.Collection;

/**
 * The sanitizers of one template, by who speaks.
 *
 * @param others for all that is not the assistant's
 * @param assistant for what the assistant said and thought, where the tags of thoughts have a meaning to the template
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
