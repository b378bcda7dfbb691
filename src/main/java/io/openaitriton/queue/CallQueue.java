package io.openaitriton.queue;

import io.openaitriton.queue.QueueRefusal.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The calls of a model in progress, and the queue of waiting calls: first come, first served. The limits may change at any time,
 * without effect on calls in progress.
 */
public final class CallQueue {
    // held only for a few instructions; waiting happens without it
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> line = new ArrayDeque<>();
    private QueueBounds bounds;
    private long boundsVersion = Long.MIN_VALUE;
    private int running;
    private long waits;
    private long waitedNanos;

    public CallQueue(QueueBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Sets new limits. Waiting calls keep the wait limit from their arrival.
     *
     * @param version limits older than the current version are ignored
     */
    public void bound(QueueBounds other, long version) {
        lock.lock();
        try {
            if (version >= boundsVersion) {
                boundsVersion = version;
                bounds = other;
                callNext();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for room, if necessary.
     *
     * @param leaving gets, before a wait, an action that ends the wait from any thread
     * @return an action for the end of the call; it may run more than once
     * @throws QueueRefusal if the queue is full, or the wait is too long or was ended
     */
    public Runnable enter(Consumer<Runnable> leaving) throws QueueRefusal, InterruptedException {
        Waiter waiter;
        long millis;
        lock.lock();
        try {
            if (line.isEmpty() && isRoom()) {
                running++;
                return turn();
            }
            if (line.size() >= bounds.queued()) {
                throw new QueueRefusal(Reason.FULL);
            }
            millis = bounds.waitMillis();
            waiter = new Waiter();
            line.add(waiter);
        } finally {
            lock.unlock();
        }
        leaving.accept(() -> leave(waiter));
        return await(waiter, millis);
    }

    private Runnable await(Waiter waiter, long millis) throws QueueRefusal, InterruptedException {
        long from = System.nanoTime();
        boolean called = false;
        boolean interrupted = false;
        try {
            called = waiter.called.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        lock.lock();
        try {
            waits++;
            waitedNanos += System.nanoTime() - from;
            // it may have got room meanwhile
            if (!waiter.hasTurn) {
                line.remove(waiter);
                if (interrupted) {
                    throw new InterruptedException();
                }
                throw new QueueRefusal(called ? Reason.LEFT : Reason.TIMEOUT);
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn();
    }

    private void leave(Waiter waiter) {
        lock.lock();
        try {
            line.remove(waiter);
        } finally {
            lock.unlock();
        }
        waiter.called.countDown();
    }

    private Runnable turn() {
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                lock.lock();
                try {
                    running--;
                    callNext();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private void callNext() {
        while (!line.isEmpty() && isRoom()) {
            running++;
            Waiter next = line.poll();
            next.hasTurn = true;
            next.called.countDown();
        }
    }

    private boolean isRoom() {
        return bounds.concurrent() == 0 || running < bounds.concurrent();
    }

    /** Calls in progress. */
    public int running() {
        return get(() -> running);
    }

    /** Number of waiting calls. */
    public int waiting() {
        return get(line::size);
    }

    /** Number of calls that have waited so far. */
    public long waits() {
        return get(() -> waits);
    }

    /** Their total wait. */
    public long waitedNanos() {
        return get(() -> waitedNanos);
    }

    private <T> T get(java.util.function.Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    private static final class Waiter {
        private final CountDownLatch called = new CountDownLatch(1);
        /** Guarded by the lock. */
        private boolean hasTurn;
    }
}
