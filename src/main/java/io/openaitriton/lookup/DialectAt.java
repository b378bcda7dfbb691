package io.openaitriton.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.triton.TritonException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dialect of a model on one server, or another result from its configuration. It is read when first needed, and then polled
 * in the background, because a model may be reloaded in place with another shape. A request waits for a new read only if the
 * model is known to have been gone.
 */
final class DialectAt<D> {
    private static final Logger LOG = LoggerFactory.getLogger(DialectAt.class);

    /** Shortest time between two reads outside the regular interval. */
    private static final long SPACING_MILLIS = 1000;

    private final String name;
    private final Supplier<JsonNode> reader;
    private final Function<JsonNode, D> dialects;
    private final Function<D, String> news;

    private final AtomicReference<CompletableFuture<Known<D>>> found = new AtomicReference<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile long lastRead = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(SPACING_MILLIS);
    private volatile String logged;

    /**
     * @param name of model and server, for the log
     * @param news the log text about a dialect, after the name
     */
    DialectAt(String name, Supplier<JsonNode> reader, Function<JsonNode, D> dialects, Function<D, String> news) {
        this.name = name;
        this.reader = reader;
        this.dialects = dialects;
        this.news = news;
    }

    /**
     * The dialect; concurrent requests wait for the same read.
     *
     * @throws TritonException when the configuration cannot be read; the next call retries
     */
    D find() {
        CompletableFuture<Known<D>> mine = new CompletableFuture<>();
        CompletableFuture<Known<D>> other = found.compareAndExchange(null, mine);
        if (other == null) {
            lookUp(mine);
        }
        try {
            return (other == null ? mine : other).join().dialect();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TritonException triton ? triton : e;
        }
    }

    /** What is known now; null if nothing is. */
    Known<D> known() {
        CompletableFuture<Known<D>> now = found.get();
        return now == null || !now.isDone() || now.isCompletedExceptionally() ? null : now.join();
    }

    /** Forgets the dialect, because the model was gone. */
    void forget() {
        CompletableFuture<Known<D>> now = found.get();
        if (now != null && now.isDone()) {
            found.compareAndSet(now, null);
        }
    }

    /** Reads again in the background, immediately or a moment after the last read. */
    void refreshSoon(PollSchedule polls) {
        if (soon.compareAndSet(false, true)) {
            long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastRead);
            polls.after(Math.max(0, SPACING_MILLIS - since), this::refresh);
        }
    }

    /** Reads again; until it is done, requests use the known dialect. */
    void refresh() {
        refreshing.lock();
        try {
            soon.set(false);
            CompletableFuture<Known<D>> before = found.get();
            if (before == null) {
                // the model was gone: if it is back, the next request need not wait
                find();
            } else if (before.isDone()) {
                Known<D> known = read();
                if (!known.config().equals(before.join().config())) {
                    found.compareAndSet(before, CompletableFuture.completedFuture(known));
                    log(known.dialect());
                }
            }
        } catch (TritonException e) {
            LOG.debug("Cannot read the configuration of {}", name, e);
            if (ModelConfiguration.isAway(e)) {
                forget();
            }
        } finally {
            refreshing.unlock();
        }
    }

    private void lookUp(CompletableFuture<Known<D>> result) {
        try {
            Known<D> known = read();
            log(known.dialect());
            result.complete(known);
        } catch (RuntimeException | Error e) {
            // waiting requests must not wait forever
            found.compareAndSet(result, null);
            result.completeExceptionally(e);
        }
    }

    private Known<D> read() {
        lastRead = System.nanoTime();
        JsonNode config = reader.get();
        return new Known<>(config, dialects.apply(config));
    }

    private void log(D dialect) {
        String line = news.apply(dialect);
        if (!line.equals(logged)) {
            logged = line;
            LOG.info("{}{}", name, line);
        }
    }

    /** A configuration and its result. */
    record Known<D>(JsonNode config, D dialect) {}
}
