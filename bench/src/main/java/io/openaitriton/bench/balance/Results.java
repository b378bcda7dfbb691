package io.openaitriton.bench.balance;

import io.openaitriton.replica.Reason;
import io.openaitriton.replica.Replicas;
import io.openaitriton.simulator.engine.Engine;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of a simulation, without its beginning, when all caches are empty. */
final class Results {
    /** Of a simulation that was not run. */
    static final Results NONE = none();

    private final double warm;
    private final long[] requests;
    private final Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    private double[] first = new double[1024];
    private int count;
    private long promptTokens;
    private long hitTokens;
    private long answers;
    private double matched;
    private double last;
    private long others;
    private long agreed;

    Results(int replicas, double warm) {
        this.requests = new long[replicas];
        this.warm = warm;
    }

    private static Results none() {
        Results none = new Results(1, 0);
        none.first = new double[1];
        none.count = 1;
        return none;
    }

    void add(double now, int place, Engine.Work work, Replicas.Lease lease) {
        if (now < warm) {
            return;
        }
        if (count == first.length) {
            first = Arrays.copyOf(first, 2 * count);
        }
        first[count++] = work.first() - now;
        requests[place]++;
        reasons.merge(lease.reason(), 1L, Long::sum);
        promptTokens += work.prompt();
        hitTokens += work.hit();
        matched += Math.max(0, lease.matched()) * work.prompt();
        last = Math.max(last, work.end());
        answers++;
    }

    /** Counts whether a request that came through a different gateway than the previous one of its session went to the same replica. */
    void otherGateway(boolean same) {
        others++;
        agreed += same ? 1 : 0;
    }

    /** How often gateways agreed; NaN for one. */
    double agreement() {
        return (double) agreed / others;
    }

    Results over() {
        first = Arrays.copyOf(first, count);
        Arrays.sort(first);
        return this;
    }

    double hitRate() {
        return (double) hitTokens / promptTokens;
    }

    /** The share of prompts that the policy expected to be cached at the chosen replica. */
    double matched() {
        return matched / promptTokens;
    }

    /** Seconds to the first token, by percentile. */
    double first(double percentile) {
        return first[(int) Math.min(count - 1, percentile / 100 * count)];
    }

    /** Answers a second, until the last. */
    double throughput() {
        return answers / (last - warm);
    }

    /** Requests of the busiest replica, relative to the mean. */
    double imbalance() {
        double mean = Arrays.stream(requests).average().orElse(0);
        return Arrays.stream(requests).max().orElse(0) / mean;
    }

    /** Such as {@code prefix 91 %, overloaded 9 %}. */
    String reasonShares() {
        return reasons.entrySet().stream()
                .map(entry -> entry.getKey().label() + " " + Math.round(100.0 * entry.getValue() / count) + " %")
                .collect(Collectors.joining(", "));
    }
}
