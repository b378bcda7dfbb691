package io.openaitriton.template.runtime;

import io.openaitriton.template.error.TemplateException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Long or large renderings run on half of the processors at most, however many there are. The others wait in line, so that
 * they take neither the processors from short ones nor memory without end.
 */
public final class Turns {
    static final Turns ALL = new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private final Semaphore places;

    Turns(int places) {
        this.places = new Semaphore(places, true);
    }

    /** @param timeout milliseconds to wait */
    void take(long timeout) {
        try {
            if (places.tryAcquire(timeout, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TemplateException(
                TemplateException.Kind.BUSY, "Too many long conversations wait to be rendered; try again later");
    }

    void giveBack() {
        places.release();
    }
}
