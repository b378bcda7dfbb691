package io.openaitriton.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Requests for whole answers at a fixed rate, even if earlier ones are not answered yet. */
final class OpenLoad {
    private OpenLoad() {}

    /**
     * The results.
     *
     * @param micros from when a request was due to its whole answer
     */
    record Result(Histogram micros, int failed) {}

    static Result run(Vertx vertx, Target target, int rate, int seconds) throws InterruptedException {
        Context context = vertx.getOrCreateContext();
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(2000).setMaxWaitQueueSize(-1));
        Histogram micros = new ConcurrentHistogram(60_000_000, 3);
        AtomicInteger failed = new AtomicInteger();
        int count = rate * seconds;
        CountDownLatch done = new CountDownLatch(count);
        RequestOptions options = target.post(false);
        String body = target.body(0, false);
        // all on one event loop, so that no handler is set after its response
        Schedule.run(count, rate, (i, due) -> context.runOnContext(now -> client.request(options)
                    .compose(request -> request.send(body))
                    .compose(response -> response.body().map(answer -> response.statusCode() == 200))
                    .onComplete(answer -> {
                        micros.recordValue(Math.min((System.nanoTime() - due) / 1000, 60_000_000));
                        if (answer.failed() || !answer.result()) {
                            failed.incrementAndGet();
                        }
                        done.countDown();
                    })));
        if (!done.await(60, TimeUnit.SECONDS)) {
            failed.addAndGet((int) done.getCount());
        }
        client.close();
        return new Result(micros, failed.get());
    }
}
