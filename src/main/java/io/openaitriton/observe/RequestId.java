package io.openaitriton.observe;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The {@code x-request-id} of a request, which identifies it for clients, the gateway and Triton. */
public final class RequestId {
    /** The header's name, as HTTP/2 wants it. */
    public static final String HEADER = "x-request-id";

    private static final int MAX = 128;

    private RequestId() {}

    /** The client's own id if it is up to 128 letters, digits and {@code . _ - : /}, which are harmless in a log; else a new id. */
    public static String of(String sent) {
        return sent != null && isWellFormed(sent) ? sent : create();
    }

    private static boolean isWellFormed(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean fine =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || "._-:/".indexOf(c) >= 0;
            if (!fine) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= MAX;
    }

    /** Unique, but not secret, so it needs no secure random, which is slower. */
    private static String create() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
