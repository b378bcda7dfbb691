package io.openaitriton.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.replica.Replicas.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixPolicyTest {
    private static final String SYSTEM = PromptBlocksTest.text(32_000, 1);

    @Test
    void anUnknownPromptGoesToTheOneWithTheFewestCalls() {
        Replicas replicas = replicas(4, Policy.PREFIX);
        for (int i = 0; i < 8; i++) {
            Lease lease = next(replicas, PromptBlocksTest.text(2000, 100 + i));
            assertThat(lease.reason()).isEqualTo(Reason.UNKNOWN);
            assertThat(lease.matched()).isZero();
        }
        assertThat(replicas.all()).extracting(Replica::running).containsExactly(2, 2, 2, 2);
    }

    @Test
    void theLongestKnownPrefixWins() {
        Replicas replicas = replicas(4, Policy.PREFIX);
        Lease first = next(replicas, SYSTEM + "one");
        String conversation = SYSTEM + PromptBlocksTest.text(9000, 2);
        Lease other = replicas.next(null, PromptBlocks.of(conversation, null), Set.of(first.replica()));
        assertThat(other.reason()).isEqualTo(Reason.FAILOVER);
        first.release();
        other.release();
        Lease again = next(replicas, conversation + "two");
        assertThat(again.replica()).isSameAs(other.replica());
        assertThat(again.reason()).isEqualTo(Reason.PREFIX);
        assertThat(again.matched()).isBetween(0.94, 1.0);
    }

    @Test
    void ofThoseThatHaveHadTheSameTheOneWithFewerCallsWins() {
        Replicas replicas = replicas(4, Policy.PREFIX);
        Lease first = next(replicas, SYSTEM);
        Lease second = replicas.next(null, PromptBlocks.of(SYSTEM, null), Set.of(first.replica()));
        first.release();
        assertThat(next(replicas, SYSTEM).replica()).isSameAs(first.replica());
        second.release();
        assertThat(next(replicas, SYSTEM).replica()).isSameAs(second.replica());
    }

    @Test
    void anOverloadedReplicaIsSkipped() {
        Replicas replicas = replicas(4, Policy.PREFIX);
        Replica home = next(replicas, SYSTEM).replica();
        Lease lease = next(replicas, SYSTEM);
        while (lease.replica() == home) {
            assertThat(lease.reason()).isEqualTo(Reason.PREFIX);
            assertThat(home.running()).isLessThan(20);
            lease = next(replicas, SYSTEM);
        }
        assertThat(lease.reason()).isEqualTo(Reason.OVERLOADED);
        assertThat(lease.matched()).isZero();
        // now two have it
        assertThat(next(replicas, SYSTEM).replica()).isSameAs(lease.replica());
    }

    @Test
    void aShortCommonPrefixIsNotWorthAnExtraCall() {
        Replicas replicas = replicas(2, Policy.PREFIX);
        Replica home = next(replicas, SYSTEM.substring(0, 600) + PromptBlocksTest.text(9000, 3))
                .replica();
        Lease lease = next(replicas, SYSTEM.substring(0, 600) + PromptBlocksTest.text(9000, 4));
        assertThat(lease.replica()).isNotSameAs(home);
        assertThat(lease.reason()).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void theBlocksOfARestartedReplicaAreForgotten() {
        Replicas replicas = replicas(3, Policy.PREFIX);
        Lease lease = next(replicas, SYSTEM);
        lease.release();
        lease.replica().ready(false);
        lease.replica().ready(true);
        assertThat(next(replicas, SYSTEM).reason()).isEqualTo(Reason.UNKNOWN);
        Lease another = next(replicas, SYSTEM);
        assertThat(another.reason()).isEqualTo(Reason.PREFIX);
        another.replica().coldStart();
        assertThat(next(replicas, SYSTEM).reason()).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void requestsAreSharedEvenIfAllBeginAlikeAndNoneRunTogether() {
        for (Policy policy : List.of(Policy.PREFIX, Policy.PREFIX_HASH)) {
            Replicas replicas = replicas(8, policy);
            Map<Replica, Integer> counts = new HashMap<>();
            for (int i = 0; i < 8000; i++) {
                Lease lease = next(replicas, SYSTEM + i);
                lease.release();
                counts.merge(lease.replica(), 1, Integer::sum);
            }
            assertThat(counts.values()).as(policy.name()).allMatch(count -> count <= 1250);
        }
    }

    @Test
    void aReturningReplicaDoesNotGetEverythingThatItMissed() {
        Replicas replicas = replicas(4, Policy.PREFIX);
        Replica last = replicas.all().get(3);
        last.ready(false);
        for (int i = 0; i < 3000; i++) {
            next(replicas, PromptBlocksTest.text(1000, i % 300)).release();
        }
        last.ready(true);
        Map<Replica, Integer> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            Lease lease = next(replicas, PromptBlocksTest.text(1000, i % 300));
            lease.release();
            counts.merge(lease.replica(), 1, Integer::sum);
        }
        assertThat(counts.getOrDefault(last, 0)).isLessThan(100);
    }

    @Test
    void gatewaysThatShareNothingAgreeByTheHash() {
        Replicas one = replicas(8, Policy.PREFIX_HASH);
        Replicas other = replicas(8, Policy.PREFIX_HASH);
        for (int i = 0; i < 200; i++) {
            String begin = PromptBlocksTest.text(6000, 1000 + i);
            Lease here = next(one, begin + "a question");
            Lease there = next(other, begin + "another");
            assertThat(here.replica().url()).isEqualTo(there.replica().url());
            assertThat(here.reason()).isEqualTo(Reason.HASH);
            assertThat(here.matched()).isNegative();
            here.release();
            there.release();
        }
    }

    @Test
    void wherePromptsShareNothingTheChoiceIsThatOfLeastInFlight() {
        Replicas prefix = replicas(5, Policy.PREFIX);
        Replicas least = replicas(5, Policy.LEAST_IN_FLIGHT);
        Random random = new Random(3);
        List<Lease> here = new ArrayList<>();
        List<Lease> there = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String prompt = PromptBlocksTest.text(600 + random.nextInt(9000), 5000 + i);
            here.add(next(prefix, prompt));
            there.add(next(least, prompt));
            assertThat(here.get(i).replica().url())
                    .isEqualTo(there.get(i).replica().url());
            int over = random.nextInt(i + 1);
            here.get(over).release();
            there.get(over).release();
        }
    }

    @Test
    void gatewaysThatShareNothingChooseTheSameForAPromptThatIsNew() {
        Replicas one = replicas(8, Policy.PREFIX);
        Replicas other = replicas(8, Policy.PREFIX);
        assertThat(agreed(one, other, "")).isGreaterThan(85);
    }

    @Test
    void gatewaysAgreeOnDocumentsThatComeAfterTheSameWords() {
        Replicas one = replicas(8, Policy.PREFIX);
        Replicas other = replicas(8, Policy.PREFIX);
        String words = PromptBlocksTest.text(4000, 6);
        assertThat(agreed(one, other, words)).isGreaterThan(85);
    }

    /** How many of 100 new prompts that begin alike go to the same replica, though the gateways have other calls under way, once they know that prompts are shared. */
    private static int agreed(Replicas one, Replicas other, String words) {
        for (int i = 0; i < 60; i++) {
            next(one, words + PromptBlocksTest.text(20_000, 200 + i % 20)).release();
            next(other, words + PromptBlocksTest.text(20_000, 300 + i % 20)).release();
        }
        for (int i = 0; i < 8; i++) {
            next(one, "short");
            other.next("user" + i % 3, null, Set.of());
        }
        int agreed = 0;
        for (int i = 0; i < 100; i++) {
            String prompt = words + PromptBlocksTest.text(20_000, 7000 + i);
            Lease here = next(one, prompt);
            Lease there = next(other, prompt);
            assertThat(here.reason()).isEqualTo(Reason.UNKNOWN);
            agreed += here.replica().url().equals(there.replica().url()) ? 1 : 0;
            here.release();
            there.release();
        }
        return agreed;
    }

    @Test
    void onlyThePromptsOfARemovedReplicaMove() {
        Replicas replicas = replicas(8, Policy.PREFIX_HASH);
        Map<Integer, String> before = places(replicas);
        replicas.all().get(5).ready(false);
        Map<Integer, String> without = places(replicas);
        before.forEach((prompt, url) -> {
            // one that has had more than its share passes a prompt on
            if (!url.equals("http://r5") && without.containsKey(prompt)) {
                assertThat(without).containsEntry(prompt, url);
            }
        });
        assertThat(without.values()).hasSizeGreaterThan(80).doesNotContain("http://r5");
    }

    @Test
    void aShortPromptGoesToTheOneWithTheFewestCalls() {
        for (Policy policy : List.of(Policy.PREFIX, Policy.PREFIX_HASH)) {
            Replicas replicas = replicas(2, policy);
            assertThat(next(replicas, "short").reason()).isEqualTo(Reason.UNKNOWN);
            next(replicas, "short");
            assertThat(replicas.all()).extracting(Replica::running).containsExactly(1, 1);
        }
    }

    @Test
    void whatHasNoPromptGoesToTheOneWithTheFewestCallsAndSaysSo() {
        for (Policy policy : List.of(Policy.PREFIX, Policy.PREFIX_HASH)) {
            Lease lease = replicas(2, policy).next(null, null, Set.of());
            assertThat(lease.reason()).isEqualTo(Reason.LEAST_IN_FLIGHT);
            assertThat(lease.matched()).isNegative();
        }
    }

    @Test
    void aKeyComesBeforeThePrompt() {
        Replicas replicas = replicas(8, Policy.PREFIX);
        PromptBlocks prompt = PromptBlocks.of(SYSTEM, null);
        Replica home = replicas.next("user", prompt, Set.of()).replica();
        for (int i = 0; i < 20; i++) {
            Lease lease = replicas.next("user", prompt, Set.of());
            assertThat(lease.replica()).isSameAs(home);
            assertThat(lease.reason()).isEqualTo(Reason.STICKY);
        }
    }

    @Test
    void theSameRequestsGoToTheSameReplicas() {
        assertThat(run(replicas(5, Policy.PREFIX))).isEqualTo(run(replicas(5, Policy.PREFIX)));
    }

    private static List<String> run(Replicas replicas) {
        return IntStream.range(0, 500)
                .mapToObj(i -> next(replicas, PromptBlocksTest.text(3000, i * 7 % 40) + i)
                        .replica()
                        .url())
                .toList();
    }

    private static Map<Integer, String> places(Replicas replicas) {
        Map<Integer, String> places = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            Lease lease = next(replicas, PromptBlocksTest.text(5000, i));
            lease.release();
            if (lease.reason() == Reason.HASH) {
                places.put(i, lease.replica().url());
            }
        }
        return places;
    }

    private static Lease next(Replicas replicas, String prompt) {
        return replicas.next(null, PromptBlocks.of(prompt, null), Set.of());
    }

    private static Replicas replicas(int count, Policy policy) {
        KnownReplicas known = new KnownReplicas();
        List<Replica> all = IntStream.range(0, count)
                .mapToObj(i -> known.of("m", "http://r" + i))
                .toList();
        return new Replicas(all, List.of(), policy);
    }
}
