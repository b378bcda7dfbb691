package io.openaitriton.camel;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * The call to Triton that an exchange makes, so that a client who leaves can end it at any time: before it is made, while
 * the first byte is awaited, between two tokens.
 *
 * <p>Cancelling closes Triton's connection at once. Closing the body instead would not: HttpClient, and camel-http when
 * the exchange completes, read a body to its end to keep the connection, and the GPU would run on.
 */
final class UpstreamCall {
    private static final String PROPERTY = "tritonUpstreamCall";

    private final List<UpstreamCall> children = new ArrayList<>();
    private Cancellable request;
    private boolean cancelled;

    /** The call of this exchange. */
    static UpstreamCall of(Exchange exchange) {
        UpstreamCall call = exchange.getProperty(PROPERTY, UpstreamCall.class);
        if (call == null) {
            call = new UpstreamCall();
            exchange.setProperty(PROPERTY, call);
        }
        return call;
    }

    /** A call among several of an exchange: it ends with them, and can be ended by itself. */
    synchronized UpstreamCall child() {
        UpstreamCall child = new UpstreamCall();
        child.cancelled = cancelled;
        children.add(child);
        return child;
    }

    /** Makes this the call of an exchange. */
    void belongTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Ends the calls among several, but not those that may come. */
    synchronized void cancelChildren() {
        children.forEach(UpstreamCall::cancel);
    }

    synchronized void bind(Cancellable request) {
        this.request = request;
        if (cancelled) {
            request.cancel();
        }
    }

    /** The same for a call that is ended by an action. */
    void bindEnd(Runnable end) {
        bind(() -> {
            end.run();
            return true;
        });
    }

    /** Ends the call, now or as soon as it is made; from any thread. A call that has ended is left alone. */
    synchronized void cancel() {
        cancelled = true;
        if (request != null) {
            request.cancel();
        }
        cancelChildren();
    }

    /** Ends the call that was made, of which no more is wanted; the exchange may make another. */
    synchronized void abort() {
        if (request != null) {
            request.cancel();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
