package io.openaitriton.lookup;

import io.openaitriton.watch.Reason;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the configurations of models in the background of a context. A read that waits for Triton delays no other. A bean of this
 * type, which routes know as {@code ConfigPolls}, sets the intervals; without a bean the defaults apply.
 */
public class BackgroundPolls extends ServiceSupport implements PollSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundPolls.class);

    // not Camel's, which at its stop would wait for a read that waits for Triton
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(BackgroundPolls::daemon);
    private final ExecutorService reads = Executors.newCachedThreadPool(BackgroundPolls::daemon);

    private long configInterval = 30_000;
    private long readyInterval = 5000;

    /** Longest time between two polls of a configuration, in milliseconds, 1 or more. Default 30000. */
    public void setConfigInterval(long millis) {
        this.configInterval = positive("configInterval", millis);
    }

    /** Time between readiness polls, in milliseconds, 1 or more: each poll reads the configuration too. Default 5000. */
    public void setReadyInterval(long millis) {
        this.readyInterval = positive("readyInterval", millis);
    }

    private static long positive(String name, long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'" + name + "' must be 1 ms or more, but is " + millis);
        }
        return millis;
    }

    /** The polls of a context. */
    public static BackgroundPolls of(CamelContext context) {
        synchronized (BackgroundPolls.class) {
            BackgroundPolls polls = context.hasService(BackgroundPolls.class);
            if (polls == null) {
                polls = context.getRegistry().findByType(BackgroundPolls.class).stream()
                        .findFirst()
                        .orElseGet(BackgroundPolls::new);
                try {
                    context.addService(polls, true, true);
                } catch (Exception e) {
                    throw new IllegalStateException("Cannot start the polls of model configurations", e);
                }
            }
            return polls;
        }
    }

    @Override
    public void every(BooleanSupplier read, Runnable done) {
        after(Math.min(configInterval, readyInterval), () -> {
            if (goesOn(read)) {
                every(read, done);
            } else {
                done.run();
            }
        });
    }

    /** An exception does not end the polling. */
    private static boolean goesOn(BooleanSupplier read) {
        try {
            return read.getAsBoolean();
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot read the configuration of a model: {}", Reason.of(e));
            return true;
        }
    }

    @Override
    public void after(long millis, Runnable read) {
        try {
            clock.schedule(() -> begin(millis, read), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped", e);
        }
    }

    private void begin(long millis, Runnable read) {
        try {
            reads.execute(() -> run(read));
        } catch (OutOfMemoryError e) {
            // no thread is available now
            after(millis, read);
        }
    }

    private static void run(Runnable read) {
        try {
            read.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot read the configuration of a model", e);
        }
    }

    @Override
    protected void doStop() {
        clock.shutdownNow();
        reads.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "triton-configurations");
        thread.setDaemon(true);
        return thread;
    }
}
