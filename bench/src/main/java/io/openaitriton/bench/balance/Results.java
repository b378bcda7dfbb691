package io.openaitriton.bench.balance;

import io.openaitriton.replica.Reason;
import io.openaitriton.replica.Replicas;
import io.openaitriton.simulator.engine.Engine;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What came of a simulation, without its beginning, when all caches are empty. */
final class Results {
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
    private long nanos;
    private long choices;

    Results(int replicas, double warm) {
        this.requests = new long[replicas];
        this.warm = warm;
    }

    void chosen(long took) {
        nanos += took;
        choices++;
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

    Results over() {
        first = Arrays.copyOf(first, count);
        Arrays.sort(first);
        return this;
    }

    double hitRate() {
        return (double) hitTokens / promptTokens;
    }

    /** The share of prompts that the policy took to be cached where it sent them. */
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

    /** Requests of the replica that has most, over the mean. */
    double imbalance() {
        double mean = Arrays.stream(requests).average().orElse(0);
        return Arrays.stream(requests).max().orElse(0) / mean;
    }

    double microsAChoice() {
        return nanos / 1000.0 / choices;
    }

    double share(Reason reason) {
        return reasons.getOrDefault(reason, 0L) / (double) count;
    }

    Map<Reason, Long> reasons() {
        return reasons;
    }

    int requests() {
        return count;
    }
}
