package io.openaitriton.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.call.Failures;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Finds the dialect of a model, or what else follows from its configuration, at each of its replicas, and keeps it up to date: by the clock, when a call opened a connection,
 * and after failures that another dialect would explain. During a rolling update they may differ.
 */
public final class DialectFinder<D> {
    /** Another model may answer next. A model that is only busy, also by the gateway's own count, is the same. */
    private static final Set<Kind> AWAY = Set.of(Kind.UNKNOWN_MODEL, Kind.NOT_READY, Kind.UNREACHABLE);
    /** Any other failure may come of the wrong dialect: Triton was asked in it, or its answer was read in it. */
    private static final Set<Kind> UNRELATED = Set.of(Kind.OVERLOADED, Kind.TIMED_OUT);

    private final Map<String, DialectAt<D>> places = new LinkedHashMap<>();
    private final Function<JsonNode, D> dialects;
    private final Supplier<PollSchedule> polls;
    private final BooleanSupplier inUse;
    private final AtomicBoolean polling = new AtomicBoolean();

    /**
     * @param urls of the servers that have the model
     * @param reader of the configuration at a URL
     * @param dialects what follows from a configuration
     * @param news what the log says of it, behind the model's name
     * @param inUse whether the model is still to be looked at
     */
    public DialectFinder(
            List<String> urls,
            String model,
            Function<String, JsonNode> reader,
            Function<JsonNode, D> dialects,
            Function<D, String> news,
            Supplier<PollSchedule> polls,
            BooleanSupplier inUse) {
        this.dialects = dialects;
        this.polls = polls;
        this.inUse = inUse;
        for (String url : urls) {
            String name = urls.size() == 1 ? model : model + " at " + url;
            places.put(url, new DialectAt<>(name, () -> reader.apply(url), this::dialect, news));
        }
    }

    /**
     * The dialect for a request, that of the first Triton where it is known.
     *
     * @throws TritonException when it is known for none, and no configuration can be read; the next call tries again
     */
    public D find(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                failed(done.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
            }
        });
        return find();
    }

    public D find() {
        poll();
        for (DialectAt<D> place : places.values()) {
            DialectAt.Known<D> known = place.known();
            if (known != null) {
                return known.dialect();
            }
        }
        TritonException failure = null;
        for (DialectAt<D> place : places.values()) {
            try {
                return place.find();
            } catch (TritonException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /**
     * The dialect at one Triton.
     *
     * @throws TritonException when it is not known and the configuration cannot be read
     */
    public D at(String url) {
        return places.get(url).find();
    }

    /** Dialects that are known at the moment, by URL. Asks nobody. */
    public Map<String, D> known() {
        Map<String, D> dialects = new LinkedHashMap<>();
        places.forEach((url, place) -> {
            DialectAt.Known<D> known = place.known();
            if (known != null) {
                dialects.put(url, known.dialect());
            }
        });
        return dialects;
    }

    /** A call opened a connection: Triton may be another than before. */
    public void connected() {
        places.values().forEach(place -> place.refreshSoon(polls.get()));
    }

    /** A request failed; with several replicas {@link #failedAt} is called for each. */
    void failed(Throwable failure) {
        if (places.size() == 1) {
            failedAt(places.keySet().iterator().next(), failure);
        }
    }

    /** A call to this Triton failed. */
    public void failedAt(String url, Throwable failure) {
        Kind kind = Failures.kindOf(failure);
        if (kind == null || !places.containsKey(url)) {
            return;
        }
        if (AWAY.contains(kind)) {
            places.get(url).forget();
        } else if (!UNRELATED.contains(kind)) {
            places.get(url).refreshSoon(polls.get());
        }
    }

    private void poll() {
        if (!polling.get() && polling.compareAndSet(false, true)) {
            places.values()
                    .forEach(place -> polls.get()
                            .every(
                                    () -> {
                                        boolean wanted = inUse.getAsBoolean();
                                        if (wanted) {
                                            place.refresh();
                                        }
                                        return wanted;
                                    },
                                    () -> polling.set(false)));
        }
    }

    /** One for all replicas with the same configuration. */
    private D dialect(JsonNode config) {
        for (DialectAt<D> place : places.values()) {
            DialectAt.Known<D> known = place.known();
            if (known != null && known.config().equals(config)) {
                return known.dialect();
            }
        }
        return dialects.apply(config);
    }
}
