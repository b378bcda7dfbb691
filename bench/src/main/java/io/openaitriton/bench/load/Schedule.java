package io.openaitriton.bench.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** Actions at a fixed rate, even if earlier ones are not done. */
final class Schedule {
    private Schedule() {}

    /** Calls with the number of each thing, from 0, and with when it was due, by {@link System#nanoTime()}. */
    static void run(int count, int aSecond, BiConsumer<Integer, Long> action) {
        long start = System.nanoTime() + 1_000_000;
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / aSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            action.accept(i, due);
        }
    }
}
