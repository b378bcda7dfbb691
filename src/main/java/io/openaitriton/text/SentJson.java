package io.openaitriton.text;

/**
 * The JSON of one request, for the {@link KnownText}s that were read from it. It is forgotten when Triton's request has been written: answers take far longer
 * than that, and one new message would keep all of a conversation in memory. Thread-safe.
 */
public final class SentJson {
    private volatile byte[] bytes;

    /** @param bytes must not change */
    public SentJson(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Null when it has been forgotten. */
    byte[] bytes() {
        return bytes;
    }

    void forget() {
        bytes = null;
    }
}
