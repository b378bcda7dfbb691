package io.openaitriton.server;

import io.openaitriton.exchange.Observations;
import io.openaitriton.threads.ForwardingExecutor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/**
 * Threads as they are needed, up to a limit above which tasks are refused: a request that waited for a thread would do so
 * unseen. A little above the limit tasks still run, since a client has its answer, and may ask again, shortly before the
 * thread is free.
 */
public final class WorkerPool extends ForwardingExecutor {
    private static final ThreadLocal<Boolean> UNBOUNDED = new ThreadLocal<>();

    private final int limit;
    private final AtomicInteger running = new AtomicInteger();

    /** @param threads takes any number of tasks at once */
    WorkerPool(ExecutorService threads, int limit) {
        super(threads);
        this.limit = withMargin(limit);
    }

    /** A limit, and the few more that are let through. */
    static int withMargin(int limit) {
        return limit + limit / 16;
    }

    /** Whatever this action executes right away runs even above the limit. */
    public static void unbounded(Runnable action) {
        UNBOUNDED.set(true);
        try {
            action.run();
        } finally {
            UNBOUNDED.remove();
        }
    }

    /** @throws RejectedExecutionException when too many tasks are running, or after {@link #shutdown} */
    @Override
    public void execute(Runnable task) {
        if (running.incrementAndGet() > limit && UNBOUNDED.get() == null) {
            running.decrementAndGet();
            throw new RejectedExecutionException("More than " + limit + " requests at a time");
        }
        boolean accepted = false;
        try {
            String id = requestId();
            threads.execute(() -> run(task, id));
            accepted = true;
        } finally {
            if (!accepted) {
                running.decrementAndGet();
            }
        }
    }

    /** Of the request whose event loop hands over a task: every log line of the request has its id. */
    private static String requestId() {
        ObservedRequest observed = ObservedRequest.current();
        return observed == null ? null : observed.observation().id();
    }

    private void run(Runnable task, String requestId) {
        try {
            if (requestId != null) {
                MDC.put(Observations.REQUEST_ID, requestId);
            }
            task.run();
        } finally {
            // a thread is used again, for another request
            MDC.clear();
            running.decrementAndGet();
        }
    }
}
