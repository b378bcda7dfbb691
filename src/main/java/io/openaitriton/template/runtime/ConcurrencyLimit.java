package io.openaitriton.template.runtime;

import io.openaitriton.template.error.TemplateException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits concurrent long or large renderings to half of the processors. The others wait in a queue, so that they neither take the
 * processors from short renderings nor fill the memory.
 */
final class ConcurrencyLimit {
    static final ConcurrencyLimit ALL =
            new ConcurrencyLimit(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private final Semaphore permits;

    ConcurrencyLimit(int permits) {
        this.permits = new Semaphore(permits, true);
    }

    /** @param timeout milliseconds to wait */
    void acquire(long timeout) {
        try {
            if (permits.tryAcquire(timeout, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TemplateException(
                TemplateException.Kind.BUSY, "Too many long conversations wait for their prompts; retry later");
    }

    void release() {
        permits.release();
    }
}
