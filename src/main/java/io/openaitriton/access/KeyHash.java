package io.openaitriton.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of an API key. The gateway keeps nothing else of a key. Comparing two hashes always takes the same time. */
final class KeyHash {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @return null for anything but 64 hexadecimal digits */
    static KeyHash parse(String hex) {
        return HEX.matcher(hex).matches() ? new KeyHash(HexFormat.of().parseHex(hex)) : null;
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    /** The first four bytes: even if the time of a look-up reveals them, they reveal nothing about a key. */
    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    @Override
    public String toString() {
        return "sha256";
    }
}
