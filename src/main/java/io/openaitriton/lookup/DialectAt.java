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
 * The dialect of a model at one Triton, or what else follows from its configuration. It is found out when it is first needed, and then kept up to date in the background: a model may be loaded
 * anew in place, with another shape. Only when the model is known to have been away does the next request wait for what it is now.
 */
final class DialectAt<D> {
    private static final Logger LOG = LoggerFactory.getLogger(DialectAt.class);

    /** Between two reads that something other than the clock asked for. */
    private static final long SPACING_MILLIS = 1000;

    private final String name;
    private final Supplier<JsonNode> reader;
    private final Function<JsonNode, D> dialects;
    private final Function<D, String> news;

    private final AtomicReference<CompletableFuture<Known<D>>> found = new AtomicReference<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile long lastRead = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(SPACING_MILLIS);
    private volatile String told;

    /**
     * @param name of model and Triton, for the log
     * @param news what the log says of a dialect, behind the name
     */
    DialectAt(String name, Supplier<JsonNode> reader, Function<JsonNode, D> dialects, Function<D, String> news) {
        this.name = name;
        this.reader = reader;
        this.dialects = dialects;
        this.news = news;
    }

    /**
     * The dialect; requests that come while it is found out wait for the same answer.
     *
     * @throws TritonException when the configuration cannot be read; the next call tries again
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

    /** What is known at the moment; null when nothing is. */
    Known<D> known() {
        CompletableFuture<Known<D>> now = found.get();
        return now == null || !now.isDone() || now.isCompletedExceptionally() ? null : now.join();
    }

    /** The model was away. */
    void forget() {
        CompletableFuture<Known<D>> now = found.get();
        if (now != null && now.isDone()) {
            found.compareAndSet(now, null);
        }
    }

    /** Looks again in the background, at once or a moment after the last look. */
    void refreshSoon(PollSchedule polls) {
        if (soon.compareAndSet(false, true)) {
            long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastRead);
            polls.after(Math.max(0, SPACING_MILLIS - since), this::refresh);
        }
    }

    /** Looks again; requests have what was known until it is done. */
    void refresh() {
        refreshing.lock();
        try {
            soon.set(false);
            CompletableFuture<Known<D>> before = found.get();
            if (before == null) {
                // the model was away: the next request need not wait if it is back
                find();
            } else if (before.isDone()) {
                Known<D> known = read();
                if (!known.config().equals(before.join().config())) {
                    found.compareAndSet(before, CompletableFuture.completedFuture(known));
                    tell(known.dialect());
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
            tell(known.dialect());
            result.complete(known);
        } catch (RuntimeException | Error e) {
            // those that wait must not wait for ever
            found.compareAndSet(result, null);
            result.completeExceptionally(e);
        }
    }

    private Known<D> read() {
        lastRead = System.nanoTime();
        JsonNode config = reader.get();
        return new Known<>(config, dialects.apply(config));
    }

    private void tell(D dialect) {
        String line = news.apply(dialect);
        if (!line.equals(told)) {
            told = line;
            LOG.info("{}{}", name, line);
        }
    }

    /** A configuration and what follows from it. */
    record Known<D>(JsonNode config, D dialect) {}
}
