package io.openaitriton.batch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the unfinished batches of a folder, including those that another process left. A lock for each batch, which a process
 * loses when it dies, keeps two gateways from working on the same batch.
 */
public final class BatchRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private static final int MAX_BATCHES = 20;
    /** Time between polls of the folder for batches that no process works on. */
    private static final long LOOK_MILLIS = 2000;
    /** Time before a batch is retried whose files could not be read or written. */
    private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long requests in progress may take when the gateway stops, before they are cancelled and after. */
    private static final long FINISH_MILLIS = 10_000;

    private static final long END_MILLIS = 5000;

    private final BatchFolder folder;
    private final StoredBatches batches;
    private final LineCall call;
    private final WorkGate gate;
    private final BatchRun.Tools tools;
    private final ExecutorService threads;
    private final Semaphore room = new Semaphore(MAX_BATCHES);
    private final Semaphore wake = new Semaphore(0);
    private final Set<String> working = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> failed = new ConcurrentHashMap<>();

    /** @param threads as many as are asked for; shut down when this is closed */
    public BatchRunner(
            BatchFolder folder,
            StoredFiles files,
            BatchLimits limits,
            LineCall call,
            ExecutorService threads,
            Clock clock) {
        this.folder = folder;
        this.batches = new StoredBatches(folder, files, clock);
        this.call = call;
        this.threads = threads;
        this.gate = new WorkGate(limits.parallel());
        LineWork work = new LineWork(call, gate, limits.retries());
        this.tools = new BatchRun.Tools(batches, files, work, gate, threads, limits, clock);
    }

    /** Starts to poll for batches. */
    public void start() {
        threads.execute(this::look);
    }

    /** There is a new batch. */
    public void wake() {
        wake.release();
    }

    private void look() {
        try {
            while (!gate.isStopped()) {
                try {
                    lookOnce();
                } catch (RuntimeException e) {
                    LOG.error("The batch folder cannot be read; check its permissions", e);
                }
                if (wake.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        for (String id : BatchFolder.names(folder.open(), StoredIds.BATCH, "")) {
            Long notBefore = failed.get(id);
            boolean rests = notBefore != null && System.nanoTime() - notBefore < 0;
            if (gate.isStopped() || rests || !StoredIds.isBatch(id) || working.contains(id) || !room.tryAcquire()) {
                continue;
            }
            working.add(id);
            try {
                threads.execute(() -> work(id));
            } catch (RejectedExecutionException e) {
                // the gateway stops
                leave(id);
            }
        }
    }

    private void leave(String id) {
        working.remove(id);
        room.release();
    }

    private void work(String id) {
        try {
            workLocked(id);
            failed.remove(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            failed.put(id, System.nanoTime() + FAILED_NANOS);
            LOG.error("Batch {} failed; the gateway retries it in 30 s", id, e);
        } finally {
            leave(id);
        }
    }

    private void workLocked(String id) throws IOException, InterruptedException {
        Path lock = batches.place(id).resolve("lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock(channel)) {
            if (held == null) {
                return;
            }
            StoredBatch batch = batches.stored(id);
            if (batch != null && (batch.status().isFinal() || new BatchRun(tools, batch).work())) {
                Files.deleteIfExists(folder.open().resolve(id));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("Batch {} does not exist yet, or was deleted", id);
        }
    }

    /** Null when another process, or another runner in this one, works on the batch. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Sends no more requests; those in progress go on. */
    public void stop() {
        gate.stop();
    }

    /** Sends no more requests, lets those in progress finish, and leaves the batches to the next process. */
    @Override
    public void close() {
        gate.stop();
        wake();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FINISH_MILLIS, TimeUnit.MILLISECONDS)) {
                call.end();
                if (!threads.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.warn("Requests of batches did not end in time; they are sent again after the next start");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
