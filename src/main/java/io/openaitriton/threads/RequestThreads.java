package io.openaitriton.threads;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.slf4j.MDC;

/**
 * Additional threads for a request: their log lines have its id, and their spans are in its trace. Both are bound to a thread,
 * and Camel does not pass them on.
 */
public final class RequestThreads extends ForwardingExecutor {
    private static final UnaryOperator<Runnable> IN_TRACE = inTrace();

    public RequestThreads(ExecutorService threads) {
        super(threads);
    }

    /** Tracing is optional: its classes may not be there. */
    private static UnaryOperator<Runnable> inTrace() {
        try {
            Class.forName("io.opentelemetry.context.Context", false, RequestThreads.class.getClassLoader());
            return TraceContext::wrap;
        } catch (ClassNotFoundException e) {
            return task -> task;
        }
    }

    private static final class TraceContext {
        private static Runnable wrap(Runnable task) {
            return io.opentelemetry.context.Context.current().wrap(task);
        }
    }

    @Override
    public void execute(Runnable task) {
        Map<String, String> log = MDC.getCopyOfContextMap();
        Runnable traced = IN_TRACE.apply(task);
        threads.execute(() -> run(traced, log));
    }

    private static void run(Runnable task, Map<String, String> log) {
        // the thread may be the request's own, if there are no others
        Map<String, String> before = MDC.getCopyOfContextMap();
        set(log);
        try {
            task.run();
        } finally {
            set(before);
        }
    }

    private static void set(Map<String, String> log) {
        if (log == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(log);
        }
    }
}
