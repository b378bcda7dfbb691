package io.openaitriton.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Responses in the memory of this gateway. When it is full, the least recently used response is dropped. Caffeine's own limit
 * would often reject the newest instead, because its frequency of use is the lowest.
 */
public final class MemoryResponseStore implements ResponseStore {
    /** Approximate bytes that Caffeine and the key need in addition to a response. */
    private static final int OVERHEAD = 512;
    /** Most responses that are dropped in one step. */
    private static final int BATCH = 8;

    private final Cache<Key, byte[]> responses;
    private final AtomicLong size = new AtomicLong();
    private final long bytes;

    private record Key(String owner, String id) {}

    /**
     * Empty.
     *
     * @param bytes of all responses in total
     * @param time for which a response is kept
     */
    public MemoryResponseStore(long bytes, Duration time) {
        this(bytes, time, Ticker.systemTicker());
    }

    MemoryResponseStore(long bytes, Duration time, Ticker clock) {
        this.bytes = bytes;
        this.responses = Caffeine.newBuilder()
                .expireAfterWrite(time)
                // never earlier than the limit above; Caffeine uses it to keep the order of use
                .expireAfterAccess(time)
                // expired responses leave the memory even without requests
                .scheduler(Scheduler.systemScheduler())
                .executor(Runnable::run)
                .ticker(clock)
                .removalListener((Key key, byte[] response, RemovalCause cause) -> size.addAndGet(-weight(response)))
                .build();
    }

    @Override
    public void put(String owner, String id, byte[] response) {
        size.addAndGet(weight(response));
        Key key = new Key(owner, id);
        responses.put(key, response);
        while (size.get() > bytes) {
            List<Key> oldest = oldest();
            if (oldest.isEmpty()) {
                return;
            }
            for (int i = 0; i < oldest.size() && size.get() > bytes; i++) {
                responses.invalidate(oldest.get(i));
            }
        }
    }

    private List<Key> oldest() {
        return responses
                .policy()
                .expireAfterAccess()
                .map(order -> List.copyOf(order.oldest(BATCH).keySet()))
                .orElse(List.of());
    }

    @Override
    public List<byte[]> get(String owner, List<String> ids) {
        List<byte[]> found = new ArrayList<>(ids.size());
        ids.forEach(id -> found.add(responses.getIfPresent(new Key(owner, id))));
        return found;
    }

    @Override
    public boolean delete(String owner, String id) {
        return responses.asMap().remove(new Key(owner, id)) != null;
    }

    /** Bytes in use. */
    long size() {
        responses.cleanUp();
        return size.get();
    }

    private static int weight(byte[] response) {
        return response.length + OVERHEAD;
    }
}
