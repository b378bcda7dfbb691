package io.openaitriton.replica;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a replica is chosen among those that are ready. Weights count in each. */
public enum Policy {
    /** One after another. */
    ROUND_ROBIN("round-robin"),
    /** The one with the fewest calls under way. */
    LEAST_IN_FLIGHT("least-in-flight");

    private final String text;

    Policy(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException naming those that there are */
    public static Policy of(String text) {
        return Arrays.stream(values())
                .filter(policy -> policy.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'policy' must be one of "
                        + Arrays.stream(values()).map(policy -> policy.text).collect(Collectors.joining(", "))
                        + ", but is " + text));
    }
}
