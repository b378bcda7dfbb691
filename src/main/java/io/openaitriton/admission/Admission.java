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
 * What one request takes from its key's limits, until its answer is complete: for a stream until its last event, else until its
 * exchange is done.
 *
 * <p>Before the model is called, the most tokens that the call may need are taken. When the request is done, the tokens that its
 * calls did not use are returned: all of them for a call that failed before its first token. If the use is unknown, because the
 * client disconnected or another prompt of the request failed, the tokens stay taken.
 */
public final class Admission extends SynchronizationAdapter {
    private static final String PROPERTY = "openaiAdmission";

    private final KeyUse use;
    // prompts of one request may run concurrently
    private final Map<String, String> headers = new ConcurrentSkipListMap<>();
    private final Queue<TokenReservation> reservations = new ConcurrentLinkedQueue<>();
    // it counts among the key's requests in progress
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

    /** Whether this exchange was let in. A refused exchange has an admission too, for the headers of its answer. */
    public static boolean isAdmitted(Exchange exchange) {
        Admission admission = of(exchange);
        return admission != null && admission.admitted;
    }

    /** The admission of an exchange, or null if no key was needed. */
    public static Admission of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Admission.class);
    }

    /** Sets the headers of an answer about limits and about when to retry. */
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
     * Takes the tokens that a call may need from the key's limit.
     *
     * @param tokens most tokens of prompt and answer
     * @param bound the request field that limits the answer; null if there is none
     * @param request the request, which knows whether it failed
     * @param exchange of the call, which gets its {@link TokenReservation}
     * @throws io.openaitriton.generation.ApiException 429 if too few are left
     */
    public void reserve(long tokens, String bound, Observation request, Exchange exchange) {
        RateLimit meter = use.tokens();
        if (meter == null) {
            return;
        }
        observation = request;
        request.countTokens();
        if (tokens > meter.limit()) {
            // the official clients retry after 429 unless told not to
            headers.put("x-should-retry", "false");
            throw Refusals.tooLarge(use.key().name(), meter.limit(), tokens, bound);
        }
        take("tokens", meter, tokens);
        reservations.add(TokenReservation.make(tokens, exchange));
    }

    /**
     * The last bytes of the answer are about to be written: the client's next request must not find this one still counted.
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

    /** Ends the count of this request; false if it was not counted, or not any more. */
    private boolean leave() {
        boolean had = placed.compareAndSet(true, false);
        if (had) {
            use.leave();
        }
        return had;
    }

    private void settle() {
        boolean failed = observation.failure() != null && observation.times().toFirstToken() == 0;
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
