package io.openaitriton.replica;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a replica is chosen among those that are ready. Weights count in each. */
public enum Policy {
    /** One after another. */
    ROUND_ROBIN("round-robin"),
    /** The one with the fewest calls under way. */
    LEAST_IN_FLIGHT("least-in-flight"),
    /** The one that has had the longest beginning of the prompt, as far as this gateway has seen. */
    PREFIX("prefix"),
    /** The one that a hash of the prompt's beginning leads to, at each gateway. */
    PREFIX_HASH("prefix-hash");

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

    /** Whether it depends on the load of replicas. */
    public boolean readsLoad() {
        return this != ROUND_ROBIN;
    }

    /** Whether it looks at prompts: then requests are to come with the blocks of theirs. */
    public boolean readsPrompts() {
        return this == PREFIX || this == PREFIX_HASH;
    }
}
