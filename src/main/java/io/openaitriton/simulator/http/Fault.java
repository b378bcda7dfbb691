package io.openaitriton.simulator.http;

import java.util.Locale;

/** A way to fail that a prompt can trigger with {@code @@fail=<name>}; names are in lower case with hyphens. */
enum Fault {
    /** The model fails before its first response. */
    AT_ONCE,
    /** The model fails after three tokens. */
    MIDSTREAM,
    /** The model's engine died. */
    UNHEALTHY,
    /** Triton's queue is full. */
    UNAVAILABLE,
    /** The model is being loaded, or failed to load. */
    NOT_READY,
    UNKNOWN_MODEL,
    /** Triton is shutting down. */
    STOPPING,
    /** The model is being loaded in place. */
    LOADING,
    /** The request waited too long in Triton's queue. */
    EXPIRED,
    /** The prompt has more tokens than the engine takes. */
    TOO_LONG,
    /** The process of the engine died of this request. */
    DIED,
    /** An error under status 200, without a text before it. */
    UNDER_200,
    /** An answer without text_output. */
    NO_TEXT,
    NOT_JSON,
    /** The connection is closed: immediately, or on a stream after three tokens. */
    RESET,
    /** Nothing is ever sent. */
    HANG,
    /** A stream stops after three tokens, and stays open. */
    STALL,
    /** A stream ends after three tokens as if it were whole: a loaded Triton loses its last events. */
    CUT,
    /** All events of a stream come, but not its end. */
    LOST_END;

    /** The fault of that name, or null. */
    static Fault named(String name) {
        for (Fault fault : values()) {
            if (fault.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return fault;
            }
        }
        return null;
    }
}
