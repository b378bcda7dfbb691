package io.openaitriton.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Limits the concurrent requests of all batches, and ends their waits when the gateway stops. */
final class WorkGate {
    /** How soon a waiting thread notices the end. */
    private static final long LOOK_MILLIS = 500;

    private final Semaphore room;
    private final CountDownLatch stopped = new CountDownLatch(1);

    WorkGate(int parallel) {
        room = new Semaphore(parallel);
    }

    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits for room; false if the wait is ended first. */
    boolean enter(BooleanSupplier over) throws InterruptedException {
        return acquire(room, over);
    }

    void leave() {
        room.release();
    }

    /** Waits for a permit; false if the wait is ended first. */
    boolean acquire(Semaphore permits, BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            if (permits.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** Waits for some time; false if the wait is ended first. */
    boolean pause(long millis, BooleanSupplier over) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!over.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return true;
            }
            if (stopped.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }
}
