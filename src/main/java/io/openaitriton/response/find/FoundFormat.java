package io.openaitriton.response.find;

import java.util.List;

/**
 * The format that a chat template shows.
 *
 * @param name of the family
 * @param evidence where the marks are
 * @param marks the marks that decided
 */
public record FoundFormat(String name, Evidence evidence, List<String> marks) {
    /** From the surest to the weakest. */
    public enum Evidence {
        /** What the template writes for an earlier call. */
        CALL("writes calls with"),
        /** The template's instructions about tools. */
        INSTRUCTIONS("instructs the model to call with"),
        /** The source of the template. */
        SOURCE("has");

        private final String verb;

        Evidence(String verb) {
            this.verb = verb;
        }
    }

    /** The reason, as a text to follow "its chat template". */
    public String reason() {
        return evidence.verb + " "
                + String.join(
                        " and ",
                        marks.stream()
                                .map(mark -> "'" + mark.replace("\n", "\\n") + "'")
                                .toList());
    }
}
