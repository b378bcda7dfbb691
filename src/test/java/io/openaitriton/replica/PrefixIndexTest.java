package io.openaitriton.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixIndexTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 64, 65, 1000})
    void knowsWhoHasHadABlock(int replicas) {
        PrefixIndex index = new PrefixIndex(1 << 14, replicas);
        Map<Long, Set<Integer>> expected = new HashMap<>();
        Random random = new Random(replicas);
        for (int i = 0; i < 4000; i++) {
            // few prompts that many have, and many that few have
            long hash = random.nextBoolean() ? random.nextInt(4) * 7919L + 1 : random.nextInt(300) * 104_729L + 2;
            int replica = random.nextInt(replicas);
            if (random.nextInt(200) == 0) {
                index.forget(replica);
                expected.values().forEach(holders -> holders.remove(replica));
            } else {
                index.learn(PromptBlocks.of(new long[] {hash}, 600), replica);
                expected.computeIfAbsent(hash, key -> new TreeSet<>()).add(replica);
            }
        }
        expected.forEach((hash, holders) -> {
            assertThat(holders(index, hash)).isEqualTo(holders);
            assertThat(index.holders(hash)).isEqualTo(holders.size());
        });
        assertThat(index.find(4711)).isEqualTo(-1);
    }

    @Test
    void theLatestBlocksStayWhenItIsFull() {
        PrefixIndex index = new PrefixIndex(1024, 2);
        for (long hash = 1; hash <= 100_000; hash++) {
            index.learn(PromptBlocks.of(new long[] {Hashes.mix(hash)}, 600), 1);
        }
        long known = 0;
        for (long hash = 1; hash <= 100_000; hash++) {
            boolean knows = index.find(Hashes.mix(hash)) >= 0;
            known += knows ? 1 : 0;
            assertThat(knows && hash < 100_000 - 4 * 1024).isFalse();
        }
        assertThat(known).isEqualTo(1024);
        assertThat(index.find(Hashes.mix(100_000))).isNotNegative();
    }

    @Test
    void aBlockThatIsUsedAgainOutlivesOthers() {
        PrefixIndex index = new PrefixIndex(64, 2);
        for (long hash = 1; hash <= 10_000; hash++) {
            index.learn(PromptBlocks.of(new long[] {Hashes.mix(hash)}, 600), 0);
            index.learn(PromptBlocks.of(new long[] {42}, 600), 1);
        }
        assertThat(holders(index, 42)).containsExactly(1);
    }

    @Test
    void aFullPoolKeepsTheLatestFourReplicasOfABlock() {
        PrefixIndex index = new PrefixIndex(256, 100);
        for (long hash = 1; hash <= 200; hash++) {
            for (int replica = 0; replica < 100; replica++) {
                index.learn(PromptBlocks.of(new long[] {hash}, 600), replica);
            }
        }
        assertThat(holders(index, 200)).contains(96, 97, 98, 99);
    }

    private static Set<Integer> holders(PrefixIndex index, long hash) {
        Set<Integer> holders = new TreeSet<>();
        int entry = index.find(hash);
        for (int place = entry < 0 ? -1 : index.next(entry, -1); place >= 0; place = index.next(entry, place)) {
            holders.add(place);
        }
        return holders;
    }
}
