package io.openaitriton.call;

import io.openaitriton.generation.Usage;
import org.apache.camel.Exchange;

/**
 * The tokens that one call has taken of its key's limit, and what the call costs of them. Written by the thread that makes the call; a request
 * may make several at the same time.
 */
public final class TokenReservation {
    private static final String PROPERTY = "openaiTokenReservation";
    private static final TokenReservation NONE = new TokenReservation(0);
    private static final long UNKNOWN = -1;

    private final long taken;
    private volatile long cost = UNKNOWN;
    private volatile boolean begun;

    private TokenReservation(long taken) {
        this.taken = taken;
    }

    /** For the next call of an exchange. */
    public static TokenReservation make(long tokens, Exchange exchange) {
        TokenReservation reservation = new TokenReservation(tokens);
        exchange.setProperty(PROPERTY, reservation);
        return reservation;
    }

    /** That of the call which an exchange makes; where no key counts tokens one that keeps nothing. */
    public static TokenReservation of(Exchange exchange) {
        TokenReservation reservation = exchange.getProperty(PROPERTY, TokenReservation.class);
        return reservation == null ? NONE : reservation;
    }

    /** The call goes to Triton, maybe after it failed at another: it costs what was taken until more is known. */
    public void sent() {
        cost(taken);
    }

    /** The first of the answer has come. */
    public void begun() {
        if (this != NONE) {
            begun = true;
        }
    }

    /** The call failed by itself, not because it was ended: before its first token it costs none. */
    public void failed() {
        if (!begun) {
            cost(0);
        }
    }

    /** @param usage of the whole answer, or null where nobody knows it */
    public void used(Usage usage) {
        if (usage != null) {
            cost(usage.totalTokens());
        }
    }

    private void cost(long tokens) {
        if (this != NONE) {
            cost = tokens;
        }
    }

    public long taken() {
        return taken;
    }

    /**
     * What it costs.
     *
     * @param failed whether its request did before any token, which tells of a call that was never sent
     */
    public long cost(boolean failed) {
        long known = cost;
        if (known != UNKNOWN) {
            return known;
        }
        return failed ? 0 : taken;
    }
}
