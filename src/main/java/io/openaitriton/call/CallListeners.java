package io.openaitriton.call;

/** Actions that run when a call opens a connection, and when it ends. They run without a lock. */
final class CallListeners {
    private Runnable whenConnected;
    private Runnable whenEnded;

    synchronized void whenConnected(Runnable action) {
        whenConnected = action;
    }

    void connected() {
        Runnable action;
        synchronized (this) {
            action = whenConnected;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Runs this once, after earlier actions. */
    synchronized void whenEnded(Runnable action) {
        Runnable before = whenEnded;
        whenEnded = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
    }

    void ended() {
        Runnable action;
        synchronized (this) {
            action = whenEnded;
            whenEnded = null;
        }
        if (action != null) {
            action.run();
        }
    }
}
