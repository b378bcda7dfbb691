package io.openaitriton.batch;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Ids of what is stored. They begin with the time, so that they sort by time and a list needs no index, followed by 96 random
 * bits, so that they cannot be guessed.
 */
final class StoredIds {
    static final String FILE = "file-";
    static final String BATCH = "batch_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong LAST = new AtomicLong();
    private static final Pattern FILE_ID = Pattern.compile(FILE + "[0-9a-f]{36}");
    private static final Pattern BATCH_ID = Pattern.compile(BATCH + "[0-9a-f]{36}");

    private StoredIds() {}

    /** A new id, greater than all ids that this process made before. */
    static String next(String prefix, long millis) {
        long time = LAST.accumulateAndGet(millis, (last, now) -> Math.max(last + 1, now));
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return prefix + HexFormat.of().toHexDigits(time, 12) + HexFormat.of().formatHex(random);
    }

    /** Whether it has the form of a file's id. Other texts never become part of a path. */
    static boolean isFile(String id) {
        return id != null && FILE_ID.matcher(id).matches();
    }

    static boolean isBatch(String id) {
        return id != null && BATCH_ID.matcher(id).matches();
    }
}
