package io.openaitriton.admission;

import io.openaitriton.access.KeyUse;
import io.openaitriton.access.LimitHeaders;
import io.openaitriton.access.RateLimit;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.observe.Observation;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What one request takes of its key's limits, until its answer is made, for a stream until its last event; else until its exchange is done:
 * however it ends, its last byte has been written then, or its client has left.
 *
 * <p>Of tokens, what a call may need at most is taken before the model is called. When the request is done, what its calls did not use is
 * given back: all of it for a call that failed before its first token. Where nobody knows what was used, which is so when the client left
 * or another prompt of the request failed, what was taken stays taken.
 */
public final class Admission extends SynchronizationAdapter {
    private static final String PROPERTY = "openaiAdmission";

    private final KeyUse use;
    // prompts of one request may be worked on at the same time
    private final Map<String, String> headers = new ConcurrentSkipListMap<>();
    private final Queue<TokenReservation> reservations = new ConcurrentLinkedQueue<>();
    // it has a place among the requests that its key has under way
    private final AtomicBoolean placed = new AtomicBoolean();
    private volatile boolean admitted;
    private volatile Observation observation;

    private Admission(KeyUse use) {
        this.use = use;
    }

    /** Lets a request in, or refuses it with 429. */
    public static void begin(KeyUse use, Exchange exchange) {
        Admission admission = new Admission(use);
        exchange.setProperty(PROPERTY, admission);
        if (!use.enter()) {
            admission.headers.put("Retry-After", "1");
            throw Refusals.concurrent(use.key().name(), use.key().concurrentRequests());
        }
        admission.placed.set(true);
        try {
            admission.takeRequest();
            exchange.getExchangeExtension().addOnCompletion(admission);
            admission.admitted = true;
        } finally {
            if (!admission.admitted) {
                admission.leave();
            }
        }
    }

    /** Whether this exchange was let in. One that was refused has an admission too, for the headers of its answer. */
    public static boolean isAdmitted(Exchange exchange) {
        Admission admission = of(exchange);
        return admission != null && admission.admitted;
    }

    /** That of an exchange, or null where no key was asked for. */
    public static Admission of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Admission.class);
    }

    /** What the answer of an exchange tells of limits, and of when to try again. */
    public static Map<String, String> headers(Exchange exchange) {
        Admission admission = of(exchange);
        return admission == null ? Map.of() : admission.headers;
    }

    /**
     * Refuses a model that the key may not use.
     *
     * @param model name of its definition
     * @throws io.openaitriton.generation.ApiException 403
     */
    public void requireModel(String model) {
        if (!use.key().allows(model)) {
            throw Refusals.model(use.key().name(), model);
        }
    }

    /**
     * Takes the tokens that a call may need.
     *
     * @param tokens at most, of prompt and answer
     * @param bound the field of the request that bounds the answer; null where there is none
     * @param request will know whether it failed
     * @param exchange of the call, which gets its {@link TokenReservation}
     * @throws io.openaitriton.generation.ApiException 429 when they are not there
     */
    public void reserve(long tokens, String bound, Observation request, Exchange exchange) {
        RateLimit meter = use.tokens();
        if (meter == null) {
            return;
        }
        observation = request;
        request.countTokens();
        if (tokens > meter.limit()) {
            // the official clients try again after 429 unless told
            headers.put("x-should-retry", "false");
            throw Refusals.tooLarge(use.key().name(), meter.limit(), tokens, bound);
        }
        take("tokens", meter, tokens);
        reservations.add(TokenReservation.make(tokens, exchange));
    }

    /**
     * The last of the answer is about to be written: a client that waits for it must not find itself still counted.
     */
    public static void answered(Exchange exchange) {
        Admission admission = of(exchange);
        if (admission != null) {
            admission.onDone(exchange);
        }
    }

    @Override
    public void onDone(Exchange exchange) {
        if (leave() && !reservations.isEmpty()) {
            settle();
        }
    }

    /** Gives the place back; false when there is none, or no more. */
    private boolean leave() {
        boolean had = placed.compareAndSet(true, false);
        if (had) {
            use.leave();
        }
        return had;
    }

    private void settle() {
        boolean failed = observation.failure() != null && observation.toFirstToken() == 0;
        long taken = 0;
        long used = 0;
        for (TokenReservation reservation : reservations) {
            taken += reservation.taken();
            used += reservation.cost(failed);
        }
        if (used < taken) {
            use.tokens().giveBack(taken - used);
        } else if (used > taken) {
            use.tokens().charge(used - taken);
        }
    }

    private void takeRequest() {
        if (use.requests() != null) {
            take("requests", use.requests(), 1);
        }
    }

    private void take(String what, RateLimit meter, long amount) {
        RateLimit.Reading reading = meter.take(amount);
        LimitHeaders.put(headers, what, meter, reading);
        if (!reading.taken()) {
            headers.put("Retry-After", Long.toString(LimitHeaders.seconds(reading.waitNanos())));
            throw Refusals.rate(
                    what, use.key().name(), meter.limit(), amount, LimitHeaders.duration(reading.waitNanos()));
        }
    }
}
