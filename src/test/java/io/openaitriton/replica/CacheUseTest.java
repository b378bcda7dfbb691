package io.openaitriton.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CacheUseTest {
    private long now = Long.MAX_VALUE - 5;
    private final KnownReplicas known = new KnownReplicas(() -> now);
    private final Replica a = known.of("m", "http://a");
    private final Replica b = known.of("m", "http://b");

    @Test
    void oneThatHasNeverToldIsAskedByOneCallAtATime() {
        assertThat(a.isToBeAskedCacheUse()).isTrue();
        pass(60_000);
        assertThat(a.isToBeAskedCacheUse()).isFalse();
        a.cacheUse(null, false);
        assertThat(a.isToBeAskedCacheUse()).as("the call failed").isTrue();
    }

    @Test
    void oneThatDoesNotTellIsNotAskedAgainUntilItMayBeAnother() {
        assertThat(a.isToBeAskedCacheUse()).isTrue();
        a.cacheUse(null, true);
        pass(3_600_000);
        assertThat(a.isToBeAskedCacheUse()).isFalse();
        a.ready(false);
        a.ready(true);
        assertThat(a.isToBeAskedCacheUse()).isTrue();
    }

    @Test
    void oneThatTellsIsAskedAFewTimesASecond() {
        assertThat(a.isToBeAskedCacheUse()).isTrue();
        a.cacheUse(0.5, true);
        int asked = 0;
        for (int i = 0; i < 1000; i++) {
            pass(1);
            asked += a.isToBeAskedCacheUse() ? 1 : 0;
        }
        assertThat(asked).isBetween(3, 5);
    }

    @Test
    void whatItToldIsForgottenAfterAWhileAndWhenItMayBeAnother() {
        assertThat(a.cacheUse()).isNaN();
        a.cacheUse(0.5, true);
        pass(9_000);
        assertThat(a.cacheUse()).isEqualTo(0.5);
        pass(2_000);
        assertThat(a.cacheUse()).isNaN();
        a.cacheUse(0.7, true);
        assertThat(a.cacheUse()).isEqualTo(0.7);
        a.coldStart();
        assertThat(a.cacheUse()).isNaN();
    }

    @Test
    void oneWithAFullerCacheGetsFewerCalls() {
        for (Policy policy : List.of(Policy.LEAST_IN_FLIGHT, Policy.PREFIX)) {
            Replicas replicas = new Replicas(List.of(a, b), List.of(), policy);
            a.cacheUse(0.9, true);
            b.cacheUse(0.1, true);
            Map<Replica, Integer> calls = calls(replicas);
            assertThat(calls.get(a)).as(policy.name()).isBetween(45, 55);
            assertThat(calls.get(b)).isEqualTo(120 - calls.get(a));
            pass(11_000);
            assertThat(calls(replicas)).as("nobody tells").containsOnly(Map.entry(a, 60), Map.entry(b, 60));
        }
    }

    @Test
    void whereAllAreFullOrOneDoesNotTellTheCallsDecide() {
        Replicas replicas = new Replicas(List.of(a, b), List.of(), Policy.LEAST_IN_FLIGHT);
        a.cacheUse(0.95, true);
        b.cacheUse(0.95, true);
        assertThat(calls(replicas)).containsOnly(Map.entry(a, 60), Map.entry(b, 60));
        b.coldStart();
        assertThat(calls(replicas)).containsOnly(Map.entry(a, 60), Map.entry(b, 60));
    }

    /** Of 120 that run together. */
    private static Map<Replica, Integer> calls(Replicas replicas) {
        Map<Replica, Integer> calls = new HashMap<>();
        List<Replicas.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Replicas.Lease lease = replicas.next(null, null, Set.of());
            leases.add(lease);
            calls.merge(lease.replica(), 1, Integer::sum);
        }
        leases.forEach(Replicas.Lease::release);
        return calls;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
