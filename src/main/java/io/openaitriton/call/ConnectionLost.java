package io.openaitriton.call;

import java.io.IOException;

/** A connection to Triton failed after the request began to be sent and before the first byte of its answer. */
public final class ConnectionLost extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean kept;

    /** @param kept whether the connection had carried a request before */
    ConnectionLost(boolean kept, IOException cause) {
        super("the connection failed before the answer began: " + cause.getMessage(), cause);
        this.kept = kept;
    }

    /** True when it had carried a request before: it may have been closed while it was idle. */
    boolean isKept() {
        return kept;
    }

    /** Whether this ended a call, directly or as a cause. */
    static boolean isCauseOf(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ConnectionLost) {
                return true;
            }
        }
        return false;
    }
}
