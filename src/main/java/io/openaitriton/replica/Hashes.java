package io.openaitriton.replica;

/** Hashes of 64 bits: the same on every machine, as gateways that share nothing must agree. */
final class Hashes {
    private Hashes() {}

    static long of(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return mix(hash);
    }

    /** The finalizer of MurmurHash3: each bit of the input moves half of those of the output. */
    static long mix(long bits) {
        long mixed = bits;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
