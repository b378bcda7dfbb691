package io.openaitriton.tokenizer;

import java.util.TreeMap;

/** Eight kinds that a code point may be of, one bit each: by index for the first plane, by range for the others. */
final class KindTable {
    private static final int PLANE = 0x10000;

    private final byte[] firstPlane = new byte[PLANE];
    /** Above the first plane, the kinds from a code point on. */
    private final TreeMap<Integer, Integer> others = new TreeMap<>();

    KindTable() {
        others.put(PLANE, 0);
    }

    int kinds(int codePoint) {
        return codePoint < PLANE
                ? firstPlane[codePoint] & 0xFF
                : others.floorEntry(codePoint).getValue();
    }

    void add(int first, int last, int kind) {
        for (int c = first; c <= last && c < PLANE; c++) {
            firstPlane[c] |= (byte) kind;
        }
        if (last >= PLANE) {
            int from = Math.max(first, PLANE);
            others.putIfAbsent(last + 1, others.floorEntry(last + 1).getValue());
            others.putIfAbsent(from, others.floorEntry(from).getValue());
            others.subMap(from, last + 1).replaceAll((c, kinds) -> kinds | kind);
        }
    }
}
