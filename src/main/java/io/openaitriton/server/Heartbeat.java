package io.openaitriton.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps proxies from cutting off a silent stream: after each interval without an event it writes a comment, and before the first
 * event also the head. Clients ignore comments (HTML standard, 9.2.6).
 *
 * <p>It needs no thread: a timer of the connection's event loop checks when the last event was written. Events do not reset the timer.
 */
final class Heartbeat implements Runnable {
    private static final String COMMENT = ": keep-alive\n\n";

    private final HttpServerResponse response;
    private final EventLoop loop;
    private final long interval;
    private final Map<String, String> headers;
    private final Map<String, String> more;

    private ScheduledFuture<?> timer;
    private long last = System.nanoTime();
    private boolean headWritten;
    /** Events are being written, so a comment could land inside an event. */
    private boolean writing;

    private boolean over;

    private Heartbeat(
            HttpServerResponse response,
            EventLoop loop,
            long millis,
            Map<String, String> headers,
            Map<String, String> more) {
        this.response = response;
        this.loop = loop;
        this.interval = TimeUnit.MILLISECONDS.toNanos(millis);
        this.headers = headers;
        this.more = more;
    }

    /**
     * Begins before anything of the response is written.
     *
     * @param headers of the response, if it writes the head
     * @param more headers; some may be added later
     */
    static Heartbeat start(
            HttpServerResponse response,
            EventLoop loop,
            long millis,
            Map<String, String> headers,
            Map<String, String> more) {
        Heartbeat heartbeat = new Heartbeat(response, loop, millis, headers, more);
        synchronized (heartbeat) {
            heartbeat.runIn(heartbeat.interval);
        }
        return heartbeat;
    }

    /** On the event loop. */
    @Override
    public synchronized void run() {
        if (over || response.closed()) {
            return;
        }
        long left = interval - (System.nanoTime() - last);
        if (left > 0) {
            runIn(left);
            return;
        }
        // a client that reads nothing gets nothing more
        if (!writing && !response.writeQueueFull()) {
            if (!headWritten) {
                headWritten = true;
                putHeaders();
            }
            response.write(Buffer.buffer(COMMENT));
        }
        runIn(interval);
    }

    private void putHeaders() {
        response.setChunked(true);
        headers.forEach(response::putHeader);
        more.forEach(response::putHeader);
    }

    private void runIn(long nanos) {
        timer = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * The stream begins with the next write, without a comment before it.
     *
     * @return whether its headers must be written
     */
    synchronized boolean begin() {
        boolean first = !headWritten;
        headWritten = true;
        writing = true;
        return first;
    }

    /** Events are about to be written. */
    synchronized void write() {
        writing = true;
    }

    /** Whole events have been written. */
    synchronized void written() {
        writing = false;
        last = System.nanoTime();
    }

    /**
     * Ends the heartbeat. A second call does nothing.
     *
     * @return whether the head of the response has been written
     */
    synchronized boolean end() {
        over = true;
        timer.cancel(false);
        return headWritten;
    }
}
