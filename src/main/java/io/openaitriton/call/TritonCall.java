package io.openaitriton.call;

import io.openaitriton.call.CallState.Event;
import io.openaitriton.generation.ApiException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * One call to Triton, from the wait in the queue to the end of its answer. Its client, a timeout or the gateway may end it at any
 * time: before it is made, before the first byte, between two tokens. An exchange that makes several calls has a
 * {@code TritonCall} for each, and a call that ended early does not end the next; {@link ExchangeCalls} ends them together.
 *
 * <p>{@link CallState} has its progress, {@link Cancellation} whether it was ended from outside. Thread-safe; no method holds a
 * lock while it runs foreign code.
 */
public final class TritonCall {
    private static final String CURRENT = "tritonCurrentCall";

    private final ExchangeCalls calls;
    private final CallLimits limits;
    private final Cancellation cancellation = new Cancellation();
    private final CallListeners listeners = new CallListeners();
    private CallState state = CallState.OPEN;
    private CallTimeouts timeouts;
    private int retryAfter;

    private TritonCall(ExchangeCalls calls, CallLimits limits) {
        this.calls = calls;
        this.limits = limits;
    }

    /** Begins a call of this exchange. If the previous call failed, it ends now; the answer of any other may still be read. */
    public static TritonCall begin(Exchange exchange, CallLimits limits) {
        TritonCall before = exchange.getProperty(CURRENT, TritonCall.class);
        if (before != null) {
            before.happened(Event.REPLACED);
        }
        TritonCall call = new TritonCall(ExchangeCalls.of(exchange), limits);
        exchange.setProperty(CURRENT, call);
        call.calls.add(call);
        return call;
    }

    /** The current call of this exchange. For a route that calls Triton without a model's definition, this begins it. */
    public static TritonCall of(Exchange exchange) {
        TritonCall current = exchange.getProperty(CURRENT, TritonCall.class);
        return current == null ? begin(exchange, CallLimits.NONE) : current;
    }

    /** Whether the current call of this exchange was ended, or would be ended when it begins. */
    public static boolean isCancelled(Exchange exchange) {
        TritonCall current = exchange.getProperty(CURRENT, TritonCall.class);
        return current == null ? ExchangeCalls.of(exchange).isCancelled() : current.isCancelled();
    }

    /** The call of this exchange failed. It costs no tokens unless it was cancelled. */
    public static void failed(Exchange exchange) {
        TritonCall call = of(exchange);
        call.happened(Event.FAILED);
        if (!call.isCancelled()) {
            TokenReservation.of(exchange).failed();
        }
    }

    /** Sets the current action of the call, which {@link #cancel} ends. If the call was ended before, this action ends immediately. */
    public void bind(Cancellable action) {
        happened(Event.MADE);
        cancellation.bind(action);
    }

    /** The same, with a callback that ends the action. */
    public void bindEnd(Runnable end) {
        bind(() -> {
            end.run();
            return true;
        });
    }

    /** A load balancer is about to call a replica. Until {@link #settle}, the end of an answer is not the end of the call. */
    public void tryReplica() {
        happened(Event.REPLICA_CHOSEN);
    }

    /** The load balancer calls no other replica: if the last answer has ended, the call ends too. */
    public void settle() {
        happened(Event.REPLICA_SETTLED);
    }

    /** Whether a load balancer may call another replica. */
    public synchronized boolean isTrying() {
        return state.isTrying();
    }

    /** Its answer is a stream that is read when the exchange is done. */
    public void handOver() {
        happened(Event.HANDED_OVER);
    }

    /** The answer has been read to its end, or there is none. A second call does nothing. */
    public void ended() {
        happened(Event.ANSWER_ENDED);
    }

    /** The exchange is done. That ends the call, unless its answer is a stream that was handed over. */
    public void exchangeDone() {
        happened(Event.EXCHANGE_DONE);
    }

    /**
     * Ends the current action; no more of the answer is needed. The exchange may make another call, and the load balancer may
     * call another replica.
     */
    public void abort() {
        cancellation.abort();
        ended();
    }

    /** Reads the end of a complete answer, so that its connection can be reused. If the end does not come, the call is aborted. */
    public void readEnd(InputStream answer) {
        CallTimeouts running;
        synchronized (this) {
            running = timeouts;
        }
        if (AnswerEnd.read(answer, running)) {
            ended();
        } else {
            abort();
        }
    }

    /** Ends the call, now or as soon as it is made. Does nothing for a call that has ended. */
    void cancel() {
        if (!isEnded()) {
            cancellation.cancel();
        }
    }

    /** Ends the call because its total timeout has passed. */
    void expire() {
        if (!isEnded()) {
            cancellation.expire();
        }
    }

    private void happened(Event event) {
        CallState before;
        CallState after;
        CallTimeouts over = null;
        synchronized (this) {
            before = state;
            after = before.on(event);
            state = after;
            if (after == CallState.TRIED || after == CallState.ENDED) {
                over = timeouts;
                timeouts = null;
            }
        }
        if (over != null) {
            over.stop();
        }
        if (before != CallState.ENDED && after == CallState.ENDED) {
            listeners.ended();
            calls.remove(this);
        } else if (before == CallState.ENDED && after != CallState.ENDED) {
            // made again, so its client can end it again
            calls.add(this);
        }
    }

    /** Runs this once, when the call has ended, after earlier actions. */
    public void whenEnded(Runnable action) {
        synchronized (this) {
            if (state != CallState.ENDED) {
                listeners.whenEnded(action);
                return;
            }
        }
        action.run();
    }

    /** Runs this whenever the call opens a connection. */
    public TritonCall whenConnected(Runnable action) {
        listeners.whenConnected(action);
        return this;
    }

    /** A connection was opened for it. */
    public void connected() {
        listeners.connected();
    }

    /** Sets the timeouts of the current attempt. They replace those of the previous attempt, and stop when the answer ends. */
    void stopWith(CallTimeouts running) {
        CallTimeouts before;
        synchronized (this) {
            before = timeouts;
            timeouts = running;
        }
        if (before != null) {
            before.stop();
        }
    }

    /** The timeouts of its model's definition. */
    public CallLimits limits() {
        return limits;
    }

    /** Seconds after which the server that refused it accepts a retry; 0 if unknown. */
    public synchronized void retryAfter(int seconds) {
        this.retryAfter = seconds;
    }

    public synchronized int retryAfter() {
        return retryAfter;
    }

    private synchronized boolean isEnded() {
        return state == CallState.ENDED;
    }

    /** Whether its total timeout has passed. */
    public boolean isExpired() {
        return cancellation.isExpired();
    }

    public boolean isCancelled() {
        return cancellation.isCancelled();
    }

    /** Why the gateway ended the exchange; null when it did not. */
    public ApiException reason() {
        return calls.reason();
    }

    /** Whether its answer is no longer needed: its client disconnected, or another prompt of the request failed. */
    public boolean isLeft() {
        return isCancelled() && reason() == null;
    }

    synchronized CallState state() {
        return state;
    }
}
