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
 * The calls of a model that are under way, and the line of those that wait: first come, first served. Its bounds may change at any
 * time; calls that are under way are left alone.
 */
public final class CallQueue {
    // held for some instructions only; who waits does so without it
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
     * Sets other bounds. Who waits has the wait limit that was there when he came.
     *
     * @param version such as have been replaced by a later version change nothing
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
     * Waits for a turn, if it must.
     *
     * @param leaving is given, before a wait, what ends it from any thread
     * @return runs at the end of the call; more than once does no harm
     * @throws QueueRefusal when there is no room, not in time, or the wait was ended
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
            // it may have had its turn since
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

    /** Calls under way. */
    public int running() {
        return get(() -> running);
    }

    /** How many wait. */
    public int waiting() {
        return get(line::size);
    }

    /** How many have waited, until now. */
    public long waits() {
        return get(() -> waits);
    }

    /** How long they have, together. */
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
