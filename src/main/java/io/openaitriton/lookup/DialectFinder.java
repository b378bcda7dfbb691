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
 * Finds the dialect of a model, or another result from its configuration, on each of its replicas. It reads again at intervals,
 * when a call opened a connection, and after failures that a different dialect would explain. During a rolling update the
 * replicas may differ.
 */
public final class DialectFinder<D> {
    /** Whether a different model may answer next. A model that is only busy, also in the gateway's own queue, stays the same. */
    private static final Set<Kind> AWAY = Set.of(Kind.UNKNOWN_MODEL, Kind.NOT_READY, Kind.UNREACHABLE);
    /** Any other failure may come from the wrong dialect of the request or of the answer. */
    private static final Set<Kind> UNRELATED = Set.of(Kind.OVERLOADED, Kind.TIMED_OUT);

    private final Map<String, DialectAt<D>> places = new LinkedHashMap<>();
    private final Function<JsonNode, D> dialects;
    private final Supplier<PollSchedule> polls;
    private final BooleanSupplier inUse;
    private final AtomicBoolean polling = new AtomicBoolean();

    /**
     * @param urls of the replicas
     * @param reader of the configuration at a URL
     * @param dialects turns a configuration into the result
     * @param news the log text about it, after the model's name
     * @param inUse whether to go on polling
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
     * The dialect for a request: that of the first replica with a known dialect.
     *
     * @throws TritonException if none is known, and no configuration can be read; the next call retries
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
     * The dialect of one replica.
     *
     * @throws TritonException if it is unknown and the configuration cannot be read
     */
    public D at(String url) {
        return places.get(url).find();
    }

    /** Known dialects, by URL. Makes no calls. */
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

    /** A call opened a connection: a different Triton server may answer. */
    public void connected() {
        places.values().forEach(place -> place.refreshSoon(polls.get()));
    }

    /** A request failed; with several replicas {@link #failedAt} is called for each. */
    void failed(Throwable failure) {
        if (places.size() == 1) {
            failedAt(places.keySet().iterator().next(), failure);
        }
    }

    /** A call to this replica failed. */
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

    /** One result for all replicas with the same configuration. */
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
