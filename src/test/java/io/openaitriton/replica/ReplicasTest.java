package io.openaitriton.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final List<String> ABC = List.of("http://a", "http://b", "http://c");

    @Test
    void roundRobinTakesOneAfterAnother() {
        Replicas replicas = replicas(ABC, List.of(), Policy.ROUND_ROBIN);
        assertThat(turns(replicas, 6)).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void weightsAreSharesAndSmooth() {
        Replicas replicas = replicas(ABC, List.of(5, 1, 1), Policy.ROUND_ROBIN);
        assertThat(turns(replicas, 7)).containsExactly("a", "a", "b", "a", "c", "a", "a");
    }

    @Test
    void theLeastLoadedGetsTheNextCall() {
        Replicas replicas = replicas(ABC, List.of(), Policy.LEAST_IN_FLIGHT);
        Replicas.Lease a = replicas.next(null, Set.of());
        Replicas.Lease b = replicas.next(null, Set.of());
        Replicas.Lease c = replicas.next(null, Set.of());
        assertThat(Set.of(a.replica(), b.replica(), c.replica())).hasSize(3);
        b.release();
        b.release();
        assertThat(replicas.next(null, Set.of()).replica()).isSameAs(b.replica());
        assertThat(b.replica().running()).isEqualTo(1);
    }

    @Test
    void theLoadIsRelativeToTheWeight() {
        Replicas replicas = replicas(List.of("http://a", "http://b"), List.of(3, 1), Policy.LEAST_IN_FLIGHT);
        for (int i = 0; i < 40; i++) {
            replicas.next(null, Set.of());
        }
        assertThat(replicas.all()).extracting(Replica::running).containsExactly(30, 10);
    }

    @Test
    void idleReplicasTakeTurns() {
        Replicas replicas = replicas(ABC, List.of(), Policy.LEAST_IN_FLIGHT);
        assertThat(turns(replicas, 6)).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void replicasThatAreNotReadyOrWereTriedGetNothing() {
        Replicas replicas = replicas(ABC, List.of(), Policy.ROUND_ROBIN);
        Replica a = replicas.all().get(0);
        Replica b = replicas.all().get(1);
        a.ready(false);
        assertThat(turns(replicas, 4)).containsExactly("b", "c", "b", "c");
        assertThat(replicas.next(null, Set.of(b)).replica().url()).isEqualTo("http://c");
        assertThat(replicas.next(null, new HashSet<>(replicas.all()))).isNull();
        a.ready(true);
        assertThat(turns(replicas, 6)).contains("a");
    }

    @Test
    void aKeyLeadsToTheSameReplicaAndMovesOnlyWhenItMust() {
        Replicas replicas = replicas(ABC, List.of(), Policy.ROUND_ROBIN);
        Map<String, String> before = places(replicas, 3000);
        assertThat(places(replicas, 3000)).isEqualTo(before);
        for (String url : ABC) {
            assertThat(before.values().stream().filter(url::equals).count()).isBetween(850L, 1150L);
        }
        replicas.all().get(2).ready(false);
        Map<String, String> without = places(replicas, 3000);
        before.forEach((key, url) -> {
            if (!url.equals("http://c")) {
                assertThat(without.get(key)).isEqualTo(url);
            }
        });
        assertThat(without.values()).doesNotContain("http://c");
    }

    @Test
    void similarKeysAndAddressesAreDistributedToo() {
        for (int port = 30000; port < 30200; port++) {
            Replicas replicas = replicas(
                    List.of("http://127.0.0.1:" + port, "http://127.0.0.1:" + (port + 1)),
                    List.of(),
                    Policy.ROUND_ROBIN);
            assertThat(places(replicas, 100).values().stream()
                            .filter(replicas.all().get(0).url()::equals)
                            .count())
                    .isBetween(25L, 75L);
        }
    }

    @Test
    void keysAreSharedByWeight() {
        Replicas replicas = replicas(List.of("http://a", "http://b"), List.of(3, 1), Policy.ROUND_ROBIN);
        long first = places(replicas, 4000).values().stream()
                .filter("http://a"::equals)
                .count();
        assertThat(first).isBetween(2850L, 3150L);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> replicas(ABC, List.of(1, 2), Policy.ROUND_ROBIN))
                .hasMessage("'weights' must have a number for each of the 3 URLs, but has 2");
        assertThatThrownBy(() -> replicas(ABC, List.of(1, 0, 1), Policy.ROUND_ROBIN))
                .hasMessage("'weights' must be numbers of 1 or more, but has 0");
        assertThatThrownBy(() -> Policy.of("random"))
                .hasMessage("'policy' must be one of round-robin, least-in-flight, prefix, prefix-hash, but is random");
    }

    private static Replicas replicas(List<String> urls, List<Integer> weights, Policy policy) {
        KnownReplicas known = new KnownReplicas();
        return new Replicas(urls.stream().map(url -> known.of("m", url)).toList(), weights, policy);
    }

    private static List<String> turns(Replicas replicas, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Replicas.Lease lease = replicas.next(null, Set.of());
            names.add(lease.replica().url().substring("http://".length()));
            lease.release();
        }
        return names;
    }

    private static Map<String, String> places(Replicas replicas, int keys) {
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < keys; i++) {
            Replicas.Lease lease = replicas.next("user-" + i, Set.of());
            places.put("user-" + i, lease.replica().url());
            lease.release();
        }
        return places;
    }
}
