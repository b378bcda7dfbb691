package io.openaitriton.api;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of answers that nobody can ask for later: unique, and not secret, so they need no secure random, which is slower. */
public final class RandomId {
    private RandomId() {}

    /** A prefix and 128 random bits, in hexadecimal. */
    public static String of(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return prefix + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
