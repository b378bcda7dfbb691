package io.openaitriton.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * JSON arrays that clients send repeatedly, found by their bytes: an agent sends the same tools with each step. A known array is
 * compared instead of parsed. Thread-safe: nobody can change the values.
 */
final class RepeatedArrays {
    /** Number of bytes that arrays are looked up by. Shorter arrays are parsed faster than found. */
    private static final int HEAD = 2048;

    private static final int LONGEST = 512 * 1024;
    /** Most arrays kept with the same first bytes, such as those of an agent with different tools at the end. */
    private static final int ALIKE = 8;

    private final int most;
    private final Map<Long, Deque<Known>> byHead = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    /** @param most bytes of JSON to keep; the values take a few times as much memory */
    public RepeatedArrays(int most) {
        this.most = most;
    }

    /**
     * An array that was read before.
     *
     * @param values cannot be changed
     */
    public record Known(byte[] json, List<JsonNode> values) {
        int length() {
            return json.length;
        }

        boolean is(byte[] other, int from, int end) {
            return end - from >= json.length && Arrays.equals(json, 0, json.length, other, from, from + json.length);
        }
    }

    /** The known array that begins at this byte, or null. No array is a prefix of another, so an equal array ends at the same byte. */
    public Known find(byte[] json, int from, int end) {
        if (end - from < HEAD) {
            return null;
        }
        long head = head(json, from);
        Known[] alike;
        synchronized (this) {
            Deque<Known> all = byHead.get(head);
            if (all == null) {
                return null;
            }
            alike = all.toArray(Known[]::new);
        }
        for (Known known : alike) {
            if (known.is(json, from, end)) {
                return known;
            }
        }
        return null;
    }

    /** Keeps an array if it is long enough. Returns its values, which then nobody can change. */
    public List<JsonNode> add(byte[] json, int from, int end, List<JsonNode> values) {
        int length = end - from;
        if (length < HEAD || length > Math.min(LONGEST, most)) {
            return values;
        }
        Known known = new Known(Arrays.copyOfRange(json, from, end), FrozenJson.list(values));
        long head = head(json, from);
        synchronized (this) {
            Deque<Known> alike = byHead.computeIfAbsent(head, key -> new ArrayDeque<>());
            for (Known earlier : alike) {
                // requests that came at the same time share one
                if (earlier.is(json, from, end)) {
                    return earlier.values();
                }
            }
            alike.addFirst(known);
            bytes += length;
            if (alike.size() > ALIKE) {
                bytes -= alike.removeLast().length();
            }
            for (Iterator<Deque<Known>> oldest = byHead.values().iterator(); bytes > most; ) {
                Deque<Known> old = oldest.next();
                bytes -= old.removeLast().length();
                if (old.isEmpty()) {
                    oldest.remove();
                }
                oldest = byHead.values().iterator();
            }
        }
        return known.values();
    }

    private static long head(byte[] json, int from) {
        CRC32 sum = new CRC32();
        sum.update(json, from, HEAD);
        return sum.getValue();
    }
}
