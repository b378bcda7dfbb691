package io.openaitriton.api.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * JSON that clients send repeatedly, with the value that was read from it. It is found by its bytes, so known JSON is compared instead of parsed. No kept JSON
 * may be a prefix of other JSON: then equal bytes end at the same byte. Thread-safe. Nobody may change a value.
 */
final class RepeatedJson<V> {
    private final int head;
    private final int alike;
    private final long most;
    private final Map<Long, List<Known<V>>> byHead = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<V> dropped;
    private long bytes;

    /**
     * @param head number of first bytes that JSON is looked up by; shorter JSON is not kept
     * @param alike most that is kept with the same first bytes
     * @param most bytes of JSON to keep; the least recently used are dropped first
     * @param dropped gets what is no longer kept
     */
    RepeatedJson(int head, int alike, long most, Consumer<V> dropped) {
        this.head = head;
        this.alike = alike;
        this.most = most;
        this.dropped = dropped;
    }

    /**
     * JSON that was read before.
     *
     * @param value cannot be changed
     */
    record Known<V>(byte[] json, V value) {
        int length() {
            return json.length;
        }

        boolean is(byte[] other, int from, int end) {
            return end - from >= json.length && Arrays.equals(json, 0, json.length, other, from, from + json.length);
        }
    }

    /** The known JSON that begins at this byte, or null. */
    Known<V> find(byte[] json, int from, int end) {
        if (end - from < head) {
            return null;
        }
        Long key = key(json, from);
        List<Known<V>> known;
        synchronized (byHead) {
            known = byHead.get(key);
        }
        return find(known, json, from, end);
    }

    /**
     * Keeps JSON that is long enough, but no more than a quarter of all.
     *
     * @param make creates the value from the kept bytes; called before a later call can drop the value
     * @return the kept value, of this call or an earlier one; null if the JSON is not kept
     */
    V add(byte[] json, int from, int end, Function<byte[], V> make) {
        int length = end - from;
        if (length < head || length > most / 4) {
            return null;
        }
        byte[] copy = Arrays.copyOfRange(json, from, end);
        Long key = key(json, from);
        synchronized (byHead) {
            List<Known<V>> before = byHead.get(key);
            Known<V> earlier = find(before, json, from, end);
            if (earlier != null) {
                // requests that came at the same time share one
                return earlier.value();
            }
            Known<V> added = new Known<>(copy, make.apply(copy));
            List<Known<V>> now = new ArrayList<>();
            now.add(added);
            if (before != null) {
                now.addAll(before);
            }
            if (now.size() > alike) {
                drop(now.remove(alike));
            }
            byHead.put(key, List.copyOf(now));
            bytes += length;
            while (bytes > most) {
                dropOldest();
            }
            return added.value();
        }
    }

    private void dropOldest() {
        Iterator<Map.Entry<Long, List<Known<V>>>> all = byHead.entrySet().iterator();
        Map.Entry<Long, List<Known<V>>> oldest = all.next();
        int last = oldest.getValue().size() - 1;
        drop(oldest.getValue().get(last));
        if (last == 0) {
            all.remove();
        } else {
            oldest.setValue(List.copyOf(oldest.getValue().subList(0, last)));
        }
    }

    private void drop(Known<V> known) {
        bytes -= known.length();
        dropped.accept(known.value());
    }

    private static <V> Known<V> find(List<Known<V>> all, byte[] json, int from, int end) {
        if (all != null) {
            for (Known<V> known : all) {
                if (known.is(json, from, end)) {
                    return known;
                }
            }
        }
        return null;
    }

    private Long key(byte[] json, int from) {
        CRC32 sum = new CRC32();
        sum.update(json, from, head);
        return sum.getValue();
    }
}
