package io.openaitriton.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many streams at a time. */
final class StreamLoad implements AutoCloseable {
    private final Target target;
    private final Context context;
    private final HttpClient client;

    private final LongAdder events = new LongAdder();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Histogram firstMicros = new ConcurrentHistogram(60_000_000, 3);
    private final Histogram eventMicros = new ConcurrentHistogram(60_000_000, 3);
    private final Map<Integer, HttpClientResponse> running = new ConcurrentHashMap<>();
    private final Map<Integer, Long> left = new ConcurrentHashMap<>();

    private CountDownLatch ended;

    /** Each stream has a connection of its own. */
    StreamLoad(Vertx vertx, Target target) {
        this(
                vertx,
                target,
                new HttpClientOptions()
                        .setMaxPoolSize(100_000)
                        .setMaxWaitQueueSize(-1)
                        .setKeepAlive(false));
    }

    /** Streams over HTTP/2, as many on a connection as the server allows. */
    static StreamLoad overHttp2(Vertx vertx, Target target, int connections) {
        return new StreamLoad(
                vertx,
                target,
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MaxPoolSize(connections)
                        .setMaxWaitQueueSize(-1));
    }

    private StreamLoad(Vertx vertx, Target target, HttpClientOptions options) {
        this.target = target;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(options);
    }

    /** Events with text that came. */
    long events() {
        return events.sum();
    }

    /** Streams of which the first text has come. */
    int begun() {
        return begun.get();
    }

    /** Streams that came to a proper end. */
    int whole() {
        return whole.get();
    }

    int failed() {
        return failed.get();
    }

    /** From the request to the first text. */
    Histogram firstMicros() {
        return firstMicros;
    }

    /** From Triton's writing an event to its arrival. */
    Histogram eventMicros() {
        return eventMicros;
    }

    /** When clients disconnected, by {@link System#nanoTime()}. */
    Map<Integer, Long> left() {
        return left;
    }

    /** Starts streams, so many a second. */
    void start(int count, int aSecond) {
        ended = new CountDownLatch(count);
        // all on one event loop, so that no handler is set after its response
        Schedule.run(count, aSecond, (id, due) -> context.runOnContext(now -> start(id)));
    }

    private void start(int id) {
        long asked = System.nanoTime();
        boolean[] first = {true};
        client.request(target.post(true))
                .compose(request -> request.send(target.body(id, true)))
                .compose(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException("status " + response.statusCode());
                    }
                    running.put(id, response);
                    response.handler(bytes -> {
                        int texts = read(bytes);
                        events.add(texts);
                        if (first[0] && texts > 0) {
                            first[0] = false;
                            begun.incrementAndGet();
                            firstMicros.recordValue((System.nanoTime() - asked) / 1000);
                        }
                    });
                    return response.end();
                })
                .onComplete(end -> {
                    running.remove(id);
                    if (end.succeeded()) {
                        whole.incrementAndGet();
                    } else if (!left.containsKey(id)) {
                        failed.incrementAndGet();
                    }
                    ended.countDown();
                });
    }

    /** Counts the texts and notes how old they are: a number of nanoseconds and a space each, as {@link FastTriton} writes. */
    private int read(Buffer bytes) {
        int texts = 0;
        long number = 0;
        int digits = 0;
        long now = System.nanoTime();
        for (int i = 0; i < bytes.length(); i++) {
            byte b = bytes.getByte(i);
            if (b >= '0' && b <= '9') {
                number = 10 * number + b - '0';
                digits++;
                continue;
            }
            if (b == ' ' && digits > 10) {
                texts++;
                eventMicros.recordValue(Math.max(0, Math.min((now - number) / 1000, 60_000_000)));
            }
            number = 0;
            digits = 0;
        }
        return texts;
    }

    /** Disconnects a client. */
    void leave(int id) {
        HttpClientResponse response = running.get(id);
        if (response != null) {
            left.put(id, System.nanoTime());
            response.request().connection().close();
        }
    }

    /** True when all streams that were started have ended. */
    boolean await(int seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.close();
    }
}
