package io.openaitriton.replica;

import java.util.Locale;

/** The reason for the choice of a replica. */
public enum Reason {
    /** It was next. */
    ROUND_ROBIN,
    /** It had the fewest calls in progress. */
    LEAST_IN_FLIGHT,
    /** The request's {@code stickyBy} led there. */
    STICKY,
    /** It has had the longest beginning of the prompt. */
    PREFIX,
    /** The hash of the prompt's beginning led there. */
    HASH,
    /** The replica that the prompt led to had too much to do; this is the next. */
    OVERLOADED,
    /** No replica is known to have had the beginning of the prompt; this one had the fewest calls in progress. */
    UNKNOWN,
    /** The call failed at another. */
    FAILOVER;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name in logs and metrics, such as {@code least-in-flight}. */
    public String label() {
        return label;
    }
}
