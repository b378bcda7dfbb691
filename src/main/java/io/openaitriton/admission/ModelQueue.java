package io.openaitriton.admission;

import io.openaitriton.call.TritonCall;
import io.openaitriton.generation.ApiException;
import io.openaitriton.queue.CallQueue;
import io.openaitriton.queue.QueueBounds;
import io.openaitriton.queue.QueueRefusal;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The queue of a model, with the limits of one definition of the model. The calls outlive the definition, so that an edit of the
 * route neither forgets calls in progress nor lets more in.
 */
public final class ModelQueue {
    /** Name of the bean with the queues of all models: a standalone gateway binds it, and all generations of its routes share it. */
    public static final String NAME = "gatewayQueues";

    private static final AtomicLong AGES = new AtomicLong();

    private final String model;
    private final CallQueue calls;
    private final QueueBounds bounds;
    /** The later of two definitions of a model counts, whichever is used first. */
    private final long age = AGES.incrementAndGet();

    private volatile boolean used;

    /** @param context null for a separate queue */
    public ModelQueue(CamelContext context, String model, QueueBounds bounds) {
        this.model = model;
        this.calls = context == null ? unbounded(model) : all(context).computeIfAbsent(model, ModelQueue::unbounded);
        this.bounds = bounds;
    }

    private static CallQueue unbounded(String model) {
        return new CallQueue(QueueBounds.NONE);
    }

    /** The queues of a context, by model. */
    @SuppressWarnings("unchecked")
    public static Map<String, CallQueue> all(CamelContext context) {
        synchronized (ModelQueue.class) {
            Map<String, CallQueue> queues = context.getRegistry().lookupByNameAndType(NAME, Map.class);
            if (queues == null) {
                queues = new ConcurrentHashMap<>();
                context.getRegistry().bind(NAME, queues);
            }
            return queues;
        }
    }

    /**
     * Waits until the model has room for a call. The room is free again when the call ends: at the end of its answer. For a
     * stream that a host reads, that is later than the end of the exchange.
     *
     * @throws ApiException 503 if the queue is full, or the wait is too long
     * @throws InterruptedIOException when the thread is interrupted
     */
    public void enter(TritonCall call, Exchange exchange) throws InterruptedIOException {
        if (!used) {
            // not earlier: the definition of routes that are discarded for a mistake must change nothing
            calls.bound(bounds, age);
            used = true;
        }
        try {
            call.whenEnded(calls.enter(call::bindEnd));
        } catch (QueueRefusal e) {
            throw refusal(e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted in the queue of the model " + model);
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                // a failed call has no answer whose end could end it
                call.exchangeDone();
            }
        });
    }

    /** Calls in progress. */
    public int running() {
        return calls.running();
    }

    /** Requests in the queue. */
    public int waiting() {
        return calls.waiting();
    }

    private ApiException refusal(QueueRefusal.Reason reason) {
        String message = reason == QueueRefusal.Reason.FULL
                ? "The queue of the model '" + model + "' is full; retry later."
                : "The request waited too long in the queue of the model '" + model + "'; retry later.";
        return ApiException.server(503, "model_overloaded", message, null);
    }
}
