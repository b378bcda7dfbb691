package io.openaitriton.examples.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Strings that were seen, at 11 to 21 bytes each however long they are: of their digests, 64 bits. That two of a million differ
 * and are taken for the same has a chance of one in 18 million.
 */
final class IdSet {
    private long[] slots = new long[1024];
    private int count;

    /** Adds a string; false when it was there before. */
    boolean add(String id) {
        // 0 is a free slot
        long digest = digest(id) | 1;
        if (!put(slots, digest)) {
            return false;
        }
        if (++count > slots.length / 4 * 3) {
            long[] larger = new long[slots.length * 2];
            for (long old : slots) {
                if (old != 0) {
                    put(larger, old);
                }
            }
            slots = larger;
        }
        return true;
    }

    private static boolean put(long[] slots, long digest) {
        int at = (int) (digest >>> 33) & (slots.length - 1);
        while (slots[at] != 0) {
            if (slots[at] == digest) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = digest;
        return true;
    }

    private static long digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
