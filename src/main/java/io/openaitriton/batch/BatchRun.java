package io.openaitriton.batch;

import io.openaitriton.api.batches.BatchCounts;
import io.openaitriton.api.batches.BatchStatus;
import io.openaitriton.api.files.FileObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one batch, continued where an earlier process left it. No other process works on it: {@link BatchRunner} holds its lock.
 *
 * <p>The end of a batch is stored before the remaining lines get their outcomes, so that it ends the same way after a crash.
 */
final class BatchRun {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

    /** Shortest time between writes of the line counts. */
    private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What all runs share. */
    record Tools(
            StoredBatches batches,
            StoredFiles files,
            LineWork work,
            WorkGate gate,
            Executor threads,
            BatchLimits limits,
            Clock clock) {}

    private final Tools tools;
    private final Path input;
    private final Semaphore lines;
    private StoredBatch batch;
    private long counted;
    private Progress progress;
    private volatile boolean cancelled;
    private volatile Throwable failure;

    BatchRun(Tools tools, StoredBatch batch) {
        this.tools = tools;
        this.batch = batch;
        this.input = tools.batches().place(batch.id()).resolve("input.jsonl");
        this.lines = new Semaphore(tools.limits().parallel());
    }

    /**
     * Works on the batch until it ends or the gateway stops.
     *
     * @return true when it has ended
     * @throws IOException when its files cannot be read or written: the work can continue later
     */
    boolean work() throws IOException, InterruptedException {
        if (!batch.times().containsKey(BatchStatus.IN_PROGRESS) && !isValid()) {
            return true;
        }
        String ids = "batch_req_" + batch.id().substring(StoredIds.BATCH.length()) + "_";
        StoredFiles files = tools.files();
        try (Outcomes outcomes = Outcomes.open(files.content(batch.outputId()), files.content(batch.errorId()), ids)) {
            progress = new Progress(
                    System.nanoTime(), outcomes.counts(batch.counts().total()));
            if (batch.ending() == null) {
                send(outcomes, ids);
                if (tools.gate().isStopped()) {
                    save(batch.counting(outcomes.counts(batch.counts().total())), false);
                    return false;
                }
                decide(outcomes);
            }
            leave(outcomes, ids);
            outcomes.force();
            end(outcomes.counts(batch.counts().total()));
        }
        return true;
    }

    private boolean isValid() throws IOException {
        CheckedInput checked =
                CheckedInput.of(input, batch.endpoint(), tools.limits().maxLines());
        boolean valid = checked.errors().isEmpty();
        save(batch.checked(checked).to(valid ? BatchStatus.IN_PROGRESS : BatchStatus.FAILED, now()), true);
        LOG.info(
                "{}: {}",
                batch.id(),
                valid ? "started with " + checked.lines() + " requests" : "failed: its input file has errors");
        return valid;
    }

    private void send(Outcomes outcomes, String ids) throws IOException, InterruptedException {
        try (InputLines input = new InputLines(this.input, ids, batch.endpoint())) {
            while (!isOver() && input.hasNext()) {
                BatchLine line = input.next().request();
                if (outcomes.has(line.number())) {
                    continue;
                }
                if (!tools.gate().acquire(lines, this::isOver)) {
                    break;
                }
                try {
                    tools.threads().execute(() -> send(line, outcomes));
                } catch (RejectedExecutionException e) {
                    // the gateway stops
                    lines.release();
                    break;
                }
            }
        } finally {
            // lines in progress have their outcomes, or none
            lines.acquireUninterruptibly(tools.limits().parallel());
        }
        if (failure != null) {
            throw new IOException("A line of the batch " + batch.id() + " has no outcome", failure);
        }
    }

    private void send(BatchLine line, Outcomes outcomes) {
        try {
            LineAnswer answer =
                    line.stream() ? LineAnswer.refusedStream() : tools.work().answer(line, batch, this::isOver);
            if (answer != null) {
                outcomes.answered(line, answer);
                count(outcomes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } finally {
            lines.release();
        }
    }

    private synchronized void count(Outcomes outcomes) throws IOException {
        if (System.nanoTime() - counted > COUNT_NANOS) {
            counted = System.nanoTime();
            BatchCounts counts = outcomes.counts(batch.counts().total());
            save(batch.counting(counts), false);
            String line = progress.at(counted, counts);
            if (line != null) {
                LOG.info("{}: {}", batch.id(), line);
            }
        }
    }

    /** Whether no more lines may be sent. */
    private boolean isOver() {
        return tools.gate().isStopped() || failure != null || isCancelled() || isExpired();
    }

    private boolean isCancelled() {
        cancelled = cancelled || tools.batches().isCancelled(batch.id());
        return cancelled;
    }

    private boolean isExpired() {
        return now() >= batch.expiresAt();
    }

    private void decide(Outcomes outcomes) throws IOException {
        BatchCounts counts = outcomes.counts(batch.counts().total());
        if (isCancelled()) {
            save(batch.endingAs(BatchStatus.CANCELLED).to(BatchStatus.CANCELLING, now()), true);
        } else if (counts.completed() + counts.failed() == counts.total()) {
            save(batch.counting(counts).endingAs(BatchStatus.COMPLETED).to(BatchStatus.FINALIZING, now()), true);
        } else {
            save(batch.endingAs(BatchStatus.EXPIRED), true);
        }
    }

    /** Lines that were not sent get outcomes that say so. */
    private void leave(Outcomes outcomes, String ids) throws IOException {
        boolean expired = batch.ending() == BatchStatus.EXPIRED;
        String code = expired ? "batch_expired" : "batch_cancelled";
        String message = expired
                ? "The batch expired before this request was executed."
                : "The batch was cancelled before this request was executed.";
        try (InputLines input = new InputLines(this.input, ids, batch.endpoint())) {
            while (input.hasNext()) {
                BatchLine line = input.next().request();
                if (!outcomes.has(line.number())) {
                    outcomes.notSent(line, code, message);
                }
            }
        }
    }

    private void end(BatchCounts counts) throws IOException {
        StoredFiles files = tools.files();
        if (counts.completed() > 0) {
            files.publish(batch.outputId(), batch.id() + "_output.jsonl", FileObject.BATCH_OUTPUT, batch.owner());
        }
        if (counts.failed() > 0) {
            files.publish(batch.errorId(), batch.id() + "_error.jsonl", FileObject.BATCH_OUTPUT, batch.owner());
        }
        files.dropEmpty(counts.completed() > 0 ? null : batch.outputId());
        files.dropEmpty(counts.failed() > 0 ? null : batch.errorId());
        save(batch.counting(counts).to(batch.ending(), now()), true);
        LOG.info(
                "Batch {}: {}, {} of {} requests succeeded",
                batch.id(),
                batch.ending().word(),
                counts.completed(),
                counts.total());
    }

    private synchronized void save(StoredBatch next, boolean durable) throws IOException {
        batch = next;
        tools.batches().save(next, durable);
    }

    private long now() {
        return tools.clock().millis() / 1000;
    }
}
