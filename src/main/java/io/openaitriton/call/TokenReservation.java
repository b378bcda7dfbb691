package io.openaitriton.call;

import io.openaitriton.generation.Usage;
import org.apache.camel.Exchange;

/**
 * The tokens that one call has taken from its key's limit, and how many of them it costs. Written by the thread that makes the call; a request
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

    /** The reservation of the exchange's current call; an empty one if the key has no token limit. */
    public static TokenReservation of(Exchange exchange) {
        TokenReservation reservation = exchange.getProperty(PROPERTY, TokenReservation.class);
        return reservation == null ? NONE : reservation;
    }

    /** The call goes to Triton, maybe after a failure at another replica: it costs all taken tokens until the use is known. */
    public void sent() {
        cost(taken);
    }

    /** The first part of the answer has arrived. */
    public void begun() {
        if (this != NONE) {
            begun = true;
        }
    }

    /** The call failed and was not cancelled: before its first token it costs none. */
    public void failed() {
        if (!begun) {
            cost(0);
        }
    }

    /** @param usage of the whole answer, or null if unknown */
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
     * @param failed whether its request failed before any token, which is so for a call that was never sent
     */
    public long cost(boolean failed) {
        long known = cost;
        if (known != UNKNOWN) {
            return known;
        }
        return failed ? 0 : taken;
    }
}
