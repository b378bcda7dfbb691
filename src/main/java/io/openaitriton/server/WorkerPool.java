package io.openaitriton.server;

import io.openaitriton.exchange.Observations;
import io.openaitriton.threads.ForwardingExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/**
 * Threads as they are needed, up to a limit. Above the limit the first task of a request is refused: the request would wait for a
 * thread unseen. Later tasks of an admitted request always run, because they write its answer. A few tasks above the limit run as
 * well, since a client has its answer, and may send its next request, shortly before the thread is free.
 */
public final class WorkerPool extends ForwardingExecutor {
    private static final String ADMITTED = WorkerPool.class.getName();

    private final int limit;
    private final AtomicInteger running = new AtomicInteger();

    /** @param threads takes any number of concurrent tasks */
    WorkerPool(ExecutorService threads, int limit) {
        super(threads);
        this.limit = withMargin(limit);
    }

    /** A limit, and the few more tasks that are admitted. */
    static int withMargin(int limit) {
        return limit + limit / 16;
    }

    /** The current request's tasks run even above the limit. */
    public static void admit() {
        Context context = Vertx.currentContext();
        // others are shared by all requests of an event loop
        if (context instanceof ContextInternal internal && internal.isDuplicate()) {
            context.putLocal(ADMITTED, true);
        }
    }

    /** Whether the thread works for a request that was admitted. */
    private static boolean isAdmitted() {
        Context context = Vertx.currentContext();
        return context != null && context.getLocal(ADMITTED) != null;
    }

    /** @throws RejectedExecutionException when too many tasks are running, or after {@link #shutdown} */
    @Override
    public void execute(Runnable task) {
        if (running.incrementAndGet() > limit && !isAdmitted()) {
            running.decrementAndGet();
            throw new RejectedExecutionException("More than " + limit + " concurrent requests");
        }
        boolean accepted = false;
        try {
            String id = requestId();
            threads.execute(() -> run(task, id));
            accepted = true;
            admit();
        } finally {
            if (!accepted) {
                running.decrementAndGet();
            }
        }
    }

    /** The request id from the event loop that hands over a task, for every log line of the request. */
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
            // a thread is reused for other requests
            MDC.clear();
            running.decrementAndGet();
        }
    }
}
