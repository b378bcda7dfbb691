package io.openaitriton.bench.load;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Samples a value repeatedly until it is closed. */
final class Sampler implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    static Sampler every(int millis, Runnable look) {
        Sampler sampler = new Sampler();
        sampler.thread.scheduleAtFixedRate(look, 0, millis, TimeUnit.MILLISECONDS);
        return sampler;
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(10, TimeUnit.SECONDS);
    }
}
