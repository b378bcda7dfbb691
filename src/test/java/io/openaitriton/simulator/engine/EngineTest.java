package io.openaitriton.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final EngineLimits LIMITS = new EngineLimits(1000, 100, 0.5, 2);

    @Test
    void aPromptIsComputedOnce() {
        Engine engine = new Engine(LIMITS);
        Engine.Work first = take(engine, 0, 3, 1, 2, 3);
        assertThat(first.prompt()).isEqualTo(300);
        assertThat(first.hit()).isZero();
        assertThat(first.first()).isCloseTo(3.5, within(1e-9));
        assertThat(first.end()).isCloseTo(4.5, within(1e-9));
        Engine.Work second = take(engine, 10, 3, 1, 2, 3, 4);
        assertThat(second.hit()).isEqualTo(300);
        assertThat(second.first()).isCloseTo(11.5, within(1e-9));
    }

    @Test
    void promptsWaitForEarlierPrompts() {
        Engine engine = new Engine(LIMITS);
        assertThat(take(engine, 0, 1, 1).first()).isCloseTo(1.5, within(1e-9));
        assertThat(take(engine, 0.5, 1, 2).first()).isCloseTo(2.5, within(1e-9));
    }

    @Test
    void callsUnderWayUseTheCache() {
        Engine engine = new Engine(LIMITS);
        assertThat(engine.cacheUse(0)).isZero();
        // 100 tokens of its prompt, and 11 of its answer, until 6.5 s
        take(engine, 0, 11, 1);
        take(engine, 0, 11, 1);
        assertThat(engine.cacheUse(6)).isCloseTo(0.222, within(1e-9));
        assertThat(engine.cacheUse(60)).isZero();
        take(engine, 60, 11, 1);
        engine.restart();
        assertThat(engine.cacheUse(60)).isZero();
    }

    @Test
    void aRequestWaitsForASlot() {
        Engine engine = new Engine(LIMITS);
        take(engine, 0, 11, 1);
        take(engine, 0, 21, 2);
        // the first ends at 6.5 s
        assertThat(take(engine, 1, 1, 1).first()).isCloseTo(6.5 + 0.01 + 0.5, within(1e-9));
    }

    @Test
    void theLeastRecentlyUsedBlocksAreDroppedFirst() {
        KvCache cache = new KvCache(400);
        int[] three = {100, 100, 100};
        cache.use(new long[] {1, 2, 3}, three);
        cache.use(new long[] {1, 12, 13}, three);
        // the end of the first prompt had to go, and not its beginning, which the second has too
        assertThat(cache.use(new long[] {1, 2, 3}, three)).isEqualTo(200);
        assertThat(cache.used()).isEqualTo(400);
    }

    @Test
    void aRestartedEngineHasAnEmptyCache() {
        Engine engine = new Engine(LIMITS);
        take(engine, 0, 1, 1, 2);
        engine.restart();
        assertThat(take(engine, 0, 1, 1, 2).hit()).isZero();
    }

    @Test
    void blocksOfATextAreThoseOfItsBeginning() {
        PromptTokens one = PromptTokens.of("a".repeat(200));
        PromptTokens other = PromptTokens.of("a".repeat(130) + "b".repeat(70));
        assertThat(one.hashes()).hasSize(3);
        assertThat(one.rest()).isEqualTo(2);
        assertThat(other.hashes()[1]).isEqualTo(one.hashes()[1]);
        assertThat(other.hashes()[2]).isNotEqualTo(one.hashes()[2]);
    }

    private static Engine.Work take(Engine engine, double now, int answer, long... blocks) {
        int[] tokens = new int[blocks.length];
        Arrays.fill(tokens, 100);
        return engine.take(now, blocks, tokens, 0, answer);
    }
}
