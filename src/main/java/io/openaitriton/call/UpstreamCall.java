package io.openaitriton.call;

import io.openaitriton.camel.TritonHttp;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call to Triton, so that a client who leaves can end it at any time: before it is made, while the first byte is awaited,
 * between two tokens. Several that one exchange makes are told apart: one that ended early does not end the next.
 *
 * <p>Cancelling closes Triton's connection at once. Closing the body instead would not: HttpClient, and camel-http when
 * the exchange completes, read a body to its end to keep the connection, and the GPU would run on.
 */
public final class UpstreamCall {
    private static final String CURRENT = "tritonUpstreamCall";
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamCall.class);

    /** How long the end of an answer may stay away whose last event has come. */
    private static final long END_MILLIS = 250;

    private static final int MAX_END_READS = 4;
    private static final String ALL = "tritonUpstreamCalls";

    private final UpstreamCall all;
    private final List<UpstreamCall> open = new ArrayList<>(1);
    private Cancellable request;
    private boolean cancelled;
    private ApiException reason;
    private boolean expired;
    private boolean failed;
    private CallTimeouts timeouts;
    private long idleTimeout;
    private long totalTimeout;
    private int retryAfter;
    private Runnable whenEnded;
    private Runnable whenConnected;
    private boolean handedOver;
    private boolean held;
    private boolean endedWhileHeld;

    private UpstreamCall(UpstreamCall all) {
        this.all = all;
    }

    /** The call that this exchange makes at the moment, or all of its calls if it has begun none. */
    public static UpstreamCall of(Exchange exchange) {
        UpstreamCall current = exchange.getProperty(CURRENT, UpstreamCall.class);
        return current == null ? allOf(exchange) : current;
    }

    /** All calls of this exchange, also those to come: what is cancelled with its client. */
    public static UpstreamCall allOf(Exchange exchange) {
        UpstreamCall all = exchange.getProperty(ALL, UpstreamCall.class);
        if (all == null) {
            all = new UpstreamCall(null);
            exchange.setProperty(ALL, all);
        }
        return all;
    }

    /** Begins a call of this exchange. One before that failed has ended with this; the answer of any other may still be read. */
    public static UpstreamCall begin(Exchange exchange) {
        UpstreamCall before = exchange.getProperty(CURRENT, UpstreamCall.class);
        if (before != null && before.isFailed()) {
            before.ended();
        }
        UpstreamCall call = allOf(exchange).add();
        exchange.setProperty(CURRENT, call);
        return call;
    }

    private synchronized UpstreamCall add() {
        UpstreamCall call = new UpstreamCall(this);
        call.cancelled = cancelled;
        open.add(call);
        return call;
    }

    private synchronized void remove(UpstreamCall ended) {
        open.remove(ended);
    }

    /** The calls that are open now, which end together; not those that may come. */
    synchronized void cancelOpen() {
        open.forEach(UpstreamCall::cancel);
    }

    /** The call that this exchange makes failed: it is made no more unless the route makes it again, and costs no tokens unless it was ended. */
    public static void failed(Exchange exchange) {
        UpstreamCall call = of(exchange);
        call.fail();
        if (!call.isCancelled()) {
            TokenReservation.of(exchange).failed();
        }
    }

    private synchronized void fail() {
        failed = true;
    }

    private synchronized boolean isFailed() {
        return failed;
    }

    public synchronized void bind(Cancellable request) {
        this.request = request;
        failed = false;
        if (cancelled || expired) {
            request.cancel();
        }
    }

    /** The same for a call that is ended by an action. */
    public void bindEnd(Runnable end) {
        bind(() -> {
            end.run();
            return true;
        });
    }

    /** Ends the call, now or as soon as it is made; from any thread. A call that has ended is left alone. */
    public synchronized void cancel() {
        cancelled = true;
        if (request != null) {
            request.cancel();
        }
        cancelOpen();
    }

    /** Cancels for a reason that the client shall be told, who is still there. */
    public synchronized void end(ApiException why) {
        if (!cancelled) {
            reason = why;
            cancel();
        }
    }

    /** Why the gateway ended the call; null when it did not. */
    public ApiException reason() {
        synchronized (this) {
            if (reason != null || all == null) {
                return reason;
            }
        }
        return all.reason();
    }

    /** Ends the call that was made, of which no more is wanted; the exchange may make another. */
    public void abort() {
        synchronized (this) {
            if (request != null) {
                request.cancel();
            }
        }
        ended();
    }

    /**
     * Reads the end of an answer that is whole, so that its connection can be used again. It comes right behind the last event, unless Triton
     * has lost it: then the call is aborted.
     */
    void readEnd(InputStream answer) {
        synchronized (this) {
            if (timeouts != null) {
                timeouts.idleTimeout(END_MILLIS);
            }
        }
        byte[] rest = new byte[256];
        try {
            for (int i = 0; i < MAX_END_READS; i++) {
                if (answer.read(rest) < 0) {
                    ended();
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("Triton did not end an answer that is whole", e);
        }
        abort();
    }

    /** The model's own time-outs in milliseconds; 0 for those of {@link TritonHttp}. */
    public synchronized UpstreamCall limit(long idleMillis, long totalMillis) {
        this.idleTimeout = idleMillis;
        this.totalTimeout = totalMillis;
        return this;
    }

    public synchronized long idleTimeout(long otherwise) {
        return idleTimeout > 0 ? idleTimeout : otherwise;
    }

    public synchronized long totalTimeout(long otherwise) {
        return totalTimeout > 0 ? totalTimeout : otherwise;
    }

    /** Seconds after which the server that refused it wants to be asked again, 0 for none. */
    public synchronized void retryAfter(int seconds) {
        this.retryAfter = seconds;
    }

    public synchronized int retryAfter() {
        return retryAfter;
    }

    /** The time-outs of the time that it is made; they stop with it. */
    synchronized void stopWith(CallTimeouts timeouts) {
        stopTimeouts();
        this.timeouts = timeouts;
    }

    private synchronized void stopTimeouts() {
        if (timeouts != null) {
            timeouts.stop();
        }
    }

    /** Ends the call since its time in total is over. */
    synchronized void expire() {
        expired = true;
        if (request != null) {
            request.cancel();
        }
    }

    public synchronized boolean isExpired() {
        return expired;
    }

    /** Runs this whenever the call opens a connection. */
    public synchronized UpstreamCall whenConnected(Runnable action) {
        whenConnected = action;
        return this;
    }

    /** A connection was opened for it. */
    public void connected() {
        Runnable action;
        synchronized (this) {
            action = whenConnected;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Runs this once, when the call has ended, after what was to run before. */
    public synchronized void whenEnded(Runnable action) {
        Runnable before = whenEnded;
        whenEnded = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
    }

    /** It may be made several times: until {@link #letGo} the end of one time is not that of the call. */
    public synchronized void hold() {
        held = true;
    }

    /** One of several Tritons is being asked. */
    public synchronized boolean isHeld() {
        return held;
    }

    /** It is made once more. */
    public synchronized void renew() {
        endedWhileHeld = false;
    }

    /** It is made no more: if the last time has ended, so has the call. */
    public void letGo() {
        boolean over;
        synchronized (this) {
            held = false;
            over = endedWhileHeld;
        }
        if (over) {
            ended();
        }
    }

    /** Its answer is a stream that is read when the exchange is done. */
    synchronized void handOver() {
        handedOver = true;
    }

    public synchronized boolean isHandedOver() {
        return handedOver;
    }

    /** The answer has been read to its end, or there is none. Again it does nothing. */
    public void ended() {
        stopTimeouts();
        Runnable action;
        synchronized (this) {
            if (held) {
                endedWhileHeld = true;
                return;
            }
            action = whenEnded;
            whenEnded = null;
        }
        if (action != null) {
            action.run();
        }
        if (all != null) {
            all.remove(this);
        }
    }

    /** True when its client has left, not when the gateway ended it. */
    public boolean isLeft() {
        return isCancelled() && reason() == null;
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }
}
