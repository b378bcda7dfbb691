package io.openaitriton.call;

import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * All calls to Triton of one exchange and of its copies, including future ones. They end when the client disconnects, or when the
 * gateway ends the exchange. Thread-safe.
 */
public final class ExchangeCalls {
    private static final String PROPERTY = "tritonExchangeCalls";

    private enum State {
        OPEN,
        /** The client disconnected. */
        LEFT,
        /** The gateway ended the exchange, and gives the client a reason. */
        ENDED
    }

    private final List<TritonCall> open = new ArrayList<>(1);
    private State state = State.OPEN;
    private ApiException reason;

    private ExchangeCalls() {}

    public static ExchangeCalls of(Exchange exchange) {
        ExchangeCalls calls = exchange.getProperty(PROPERTY, ExchangeCalls.class);
        if (calls == null) {
            calls = new ExchangeCalls();
            exchange.setProperty(PROPERTY, calls);
        }
        return calls;
    }

    /** A call begins, or is made again after it ended. If the exchange is over, so is the call. */
    void add(TritonCall call) {
        boolean over;
        synchronized (this) {
            open.add(call);
            over = isCancelled();
        }
        if (over) {
            call.cancel();
        }
    }

    synchronized void remove(TritonCall ended) {
        open.remove(ended);
    }

    /** The client disconnected: ends all calls. An earlier reason of the gateway stays. */
    public void cancel() {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.LEFT;
            }
        }
        cancelOpen();
    }

    /** Ends all calls for a reason, which the client, still connected, gets. Does nothing if they were ended before. */
    public void end(ApiException why) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDED;
            reason = why;
        }
        cancelOpen();
    }

    /** Ends the calls that are open now; the exchange may begin others. */
    public void cancelOpen() {
        List<TritonCall> calls;
        synchronized (this) {
            calls = List.copyOf(open);
        }
        // without the lock, because ending a call takes locks of the HTTP client, of the model's queue or of an image
        // fetch
        calls.forEach(TritonCall::cancel);
    }

    public synchronized boolean isCancelled() {
        return state != State.OPEN;
    }

    /** Whether the client has left; false when the gateway ended the exchange. */
    public synchronized boolean isLeft() {
        return state == State.LEFT;
    }

    /** Why the gateway ended the exchange; null when it did not. */
    public synchronized ApiException reason() {
        return reason;
    }
}
