package io.openaitriton.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that checks all open calls every 50 ms and ends those whose timeout has passed. A timer for each call would be
 * exact, but every call and every read would have to set and cancel it.
 */
final class TimeoutWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TimeoutWatcher.class);

    /** How late a timeout may be, in milliseconds. */
    private static final int TICK = 50;

    /** Ticks without a call after which the thread ends, so that a host that unloads this jar keeps no thread of it. */
    private static final int IDLE = 10_000 / TICK;

    private static final Set<CallTimeouts> CALLS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private TimeoutWatcher() {}

    static void add(CallTimeouts call) {
        CALLS.add(call);
        startUnlessRunning();
    }

    static void remove(CallTimeouts call) {
        CALLS.remove(call);
    }

    static boolean watches(CallTimeouts call) {
        return CALLS.contains(call);
    }

    private static void startUnlessRunning() {
        if (!RUNNING.get() && RUNNING.compareAndSet(false, true)) {
            Thread thread = new Thread(TimeoutWatcher::run, "triton-timeouts");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void run() {
        try {
            for (int idle = 0; idle < IDLE; idle = CALLS.isEmpty() ? idle + 1 : 0) {
                Thread.sleep(TICK);
                CALLS.forEach(TimeoutWatcher::check);
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; the next call starts the check again", e);
        }
        RUNNING.set(false);
        if (!CALLS.isEmpty()) {
            // added after the last check
            startUnlessRunning();
        }
    }

    private static void check(CallTimeouts call) {
        try {
            call.check();
        } catch (RuntimeException | Error e) {
            // errors too: without this thread no timeout ends a call any more
            LOG.warn("Cannot cancel a call to Triton after its timeout", e);
        }
    }
}
