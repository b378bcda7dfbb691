package io.openaitriton.page;

import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.lookup.TritonLookup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;

/** Which models are ready on which servers. Servers are polled in the background, and only while the page is open. */
final class Readiness implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int THREADS = 8;

    private final CamelContext context;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();
    private final ExecutorService threads;

    /** @param ready null until known */
    private record Known(Boolean ready, long time, boolean asking) {}

    Readiness(CamelContext context) {
        this.context = context;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Readiness::daemon);
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "page-readiness");
        thread.setDaemon(true);
        return thread;
    }

    /** The last result; null at first. Polls again if the result is old. */
    Boolean of(String model, String url) {
        Place place = new Place(model, url);
        long now = System.nanoTime();
        Known before = known.get(place);
        if (before == null || !before.asking && now - before.time > FRESH_NANOS) {
            Known asking = new Known(before == null ? null : before.ready, now, true);
            boolean mine =
                    before == null ? known.putIfAbsent(place, asking) == null : known.replace(place, before, asking);
            if (mine) {
                threads.execute(() -> ask(place));
            }
        }
        return before == null ? null : before.ready;
    }

    private void ask(Place place) {
        boolean ready = false;
        try {
            ready = TritonLookup.of(context).isReady(place, TIMEOUT_MILLIS);
        } finally {
            known.put(place, new Known(ready, System.nanoTime(), false));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
