package io.openaitriton.access;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A key and its current use of its limits. The use survives a change of the file: keys with the same name share it.
 *
 * @param requests null without a limit
 * @param tokens null without a limit
 */
public record KeyUse(ApiKey key, RateLimit requests, RateLimit tokens, AtomicInteger running) {

    static KeyUse of(ApiKey key, KeyUse before, RateLimits meters) {
        return new KeyUse(
                key,
                meter("requests", key, key.requestsPerMinute(), before == null ? null : before.requests, meters),
                meter("tokens", key, key.tokensPerMinute(), before == null ? null : before.tokens, meters),
                before == null ? new AtomicInteger() : before.running);
    }

    private static RateLimit meter(String what, ApiKey key, Long perMinute, RateLimit before, RateLimits meters) {
        if (perMinute == null) {
            return null;
        }
        return before != null && before.limit() == perMinute ? before : meters.meter(what, key.name(), perMinute);
    }

    /** Counts a request as started; false, and not counted, if the limit is reached. */
    public boolean enter() {
        if (key.concurrentRequests() == null) {
            running.incrementAndGet();
            return true;
        }
        int now;
        do {
            now = running.get();
            if (now >= key.concurrentRequests()) {
                return false;
            }
        } while (!running.compareAndSet(now, now + 1));
        return true;
    }

    /** Counts a request as ended. */
    public void leave() {
        running.decrementAndGet();
    }
}
