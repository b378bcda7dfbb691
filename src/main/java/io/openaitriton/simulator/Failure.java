package io.openaitriton.simulator;

import java.util.Locale;

/** A way to fail that a prompt can ask for with {@code @@fail=<name>}; names are in lower case with hyphens. */
enum Failure {
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
    /** An error under status 200, without a text before it. */
    UNDER_200,
    /** An answer without text_output. */
    NO_TEXT,
    NOT_JSON,
    /** The connection is closed: at once, on a stream after three tokens. */
    RESET,
    /** Nothing is ever sent. */
    HANG,
    /** A stream stops after three tokens, and stays open. */
    STALL;

    /** The failure of that name, or null. */
    static Failure named(String name) {
        for (Failure failure : values()) {
            if (failure.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return failure;
            }
        }
        return null;
    }
}
