package io.openaitriton.page;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the messages on each arrow of the diagram, since the start and now. */
final class Arrows {
    /** The number of endpoints that are chosen at run time has no limit. */
    private static final int MAX = 1000;

    private final Map<Arrow, Counts> counts = new ConcurrentHashMap<>();

    /**
     * From one node to another.
     *
     * @param from id of a route, or {@code client}
     * @param to name of a {@code direct:} endpoint, method and path of a client's request, or the called URI
     */
    record Arrow(String from, String to) {}

    /** Messages of an arrow. */
    record Count(long total, long running) {}

    void begin(String from, String to) {
        Arrow key = new Arrow(from, to);
        Counts known = counts.get(key);
        if (known == null && counts.size() >= MAX) {
            return;
        }
        Counts arrow = known == null ? counts.computeIfAbsent(key, any -> new Counts()) : known;
        arrow.total.incrementAndGet();
        arrow.running.incrementAndGet();
    }

    void end(String from, String to) {
        Counts arrow = counts.get(new Arrow(from, to));
        // an exchange may have begun before counting started
        if (arrow != null) {
            arrow.running.updateAndGet(now -> Math.max(0, now - 1));
        }
    }

    Map<Arrow, Count> all() {
        Map<Arrow, Count> all =
                new TreeMap<>((a, b) -> a.from.equals(b.from) ? a.to.compareTo(b.to) : a.from.compareTo(b.from));
        counts.forEach((arrow, each) -> all.put(arrow, new Count(each.total.get(), each.running.get())));
        return all;
    }

    private static final class Counts {
        private final AtomicLong total = new AtomicLong();
        private final AtomicLong running = new AtomicLong();
    }
}
