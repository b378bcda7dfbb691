package io.openaitriton.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryResponseStoreTest {
    private static final int KIB = 1024;

    private final AtomicLong nanos = new AtomicLong();

    private MemoryResponseStore store(long bytes) {
        return new MemoryResponseStore(bytes, Duration.ofSeconds(60), nanos::get);
    }

    @Test
    void onlyTheOwnerReadsAResponse() {
        MemoryResponseStore store = store(100 * KIB);
        store.put("a", "1", new byte[] {1});
        store.put("a", "2", new byte[] {2});
        assertThat(store.get("a", List.of("2", "3", "1"))).containsExactly(new byte[] {2}, null, new byte[] {1});
        assertThat(store.get("b", List.of("1"))).containsExactly((byte[]) null);
        assertThat(store.delete("b", "1")).isFalse();
        assertThat(store.delete("a", "1")).isTrue();
        assertThat(store.delete("a", "1")).isFalse();
        assertThat(store.get("a", List.of("1"))).containsExactly((byte[]) null);
    }

    @Test
    void theLeastRecentlyUsedIsDroppedWhenTheStoreIsFull() {
        MemoryResponseStore store = store(100 * KIB);
        for (int i = 0; i < 1000; i++) {
            nanos.incrementAndGet();
            store.put("a", Integer.toString(i), new byte[8 * KIB]);
            // the newest is there whatever was there before it, and the first, which is used all the time
            assertThat(store.get("a", List.of(Integer.toString(i), "0"))).doesNotContainNull();
        }
        assertThat(store.size()).isBetween(80L * KIB, 100L * KIB);
        assertThat(store.get("a", List.of("1", "980"))).containsOnlyNulls();
        assertThat(store.get("a", List.of("990", "999"))).doesNotContainNull();
    }

    @Test
    void readsDoNotExtendTheTimeToLive() {
        MemoryResponseStore store = store(100 * KIB);
        store.put("a", "1", new byte[KIB]);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        assertThat(store.get("a", List.of("1"))).doesNotContainNull();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(store.get("a", List.of("1"))).containsOnlyNulls();
        assertThat(store.size()).isZero();
    }

    @Test
    void deletedOnesAndReplacedOnesGiveTheirRoomBack() {
        MemoryResponseStore store = store(100 * KIB);
        for (int i = 0; i < 100; i++) {
            store.put("a", "1", new byte[10 * KIB]);
        }
        assertThat(store.size()).isBetween(10L * KIB, 11L * KIB);
        store.delete("a", "1");
        assertThat(store.size()).isZero();
    }

    @Test
    void itStaysWithinItsBoundUnderManyThreads() throws InterruptedException {
        MemoryResponseStore store = store(100 * KIB);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            String owner = Integer.toString(t);
            threads.submit(() -> {
                for (int i = 0; i < 2000; i++) {
                    String id = Integer.toString(i);
                    store.put(owner, id, new byte[KIB]);
                    store.get(owner, Arrays.asList(id, "0"));
                    store.delete(owner, Integer.toString(i - 50));
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store.size()).isBetween(1L, 100L * KIB);
    }
}
