package io.openaitriton.prompt;

import java.util.Collection;

/**
 * The guards of one template, by who speaks.
 *
 * @param others for all that is not the assistant's
 * @param assistant for what the assistant said and thought, where the tags of thoughts have a meaning to the template
 */
record Guards(Guard others, Guard assistant) {
    static Guards of(Collection<Mark> marks, ControlTokenPolicy policy) {
        Guard others = new Guard(marks, policy);
        boolean thoughts = marks.stream().anyMatch(Mark::isOfThoughts);
        return new Guards(
                others,
                thoughts
                        ? new Guard(
                                marks.stream()
                                        .filter(mark -> !mark.isOfThoughts())
                                        .toList(),
                                policy)
                        : others);
    }

    /** The guard for a message of this role. */
    Guard of(String role) {
        return role.equals("assistant") ? assistant : others;
    }
}
