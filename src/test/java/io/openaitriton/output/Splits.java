package io.openaitriton.output;

import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Streams as a network may cut them. */
final class Splits {
    private Splits() {}

    /** Up to eight places to cut at, in order. */
    static int[] random(Random random, int length) {
        return random.ints(1 + random.nextInt(8), 1, length).sorted().toArray();
    }

    /** The chunks of a stream that comes in these pieces. */
    static byte[] translate(GenerateCall call, byte[] stream, int[] cuts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChatStream translator = new ChatStream(call);
        int from = 0;
        for (int cut : cuts) {
            translator.push(stream, from, cut - from, out);
            from = cut;
        }
        translator.push(stream, from, stream.length - from, out);
        translator.end(out);
        return out.toByteArray();
    }
}
