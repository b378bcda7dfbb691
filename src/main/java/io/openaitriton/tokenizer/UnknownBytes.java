package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Bytes without a token of their own: a vocabulary made from texts without some control characters, such as SmolLM2's, has none for them.
 * Hugging Face's tokenizers put the model's unknown token in their place, or drop them before pairs are joined if there is none.
 */
final class UnknownBytes {
    private final boolean[] unknown = new boolean[256];
    private final boolean none;
    private final boolean dropped;
    private final boolean fused;

    /** @throws IllegalArgumentException when a byte has no token that every text needs */
    UnknownBytes(Map<String, Integer> vocabulary, JsonNode model) {
        boolean found = false;
        for (int b = 0; b < unknown.length; b++) {
            unknown[b] = !vocabulary.containsKey(String.valueOf(ByteAlphabet.character(b)));
            found |= unknown[b];
            if (unknown[b] && b >= ' ' && b <= '~') {
                throw new IllegalArgumentException(
                        "its vocabulary has no token for the byte " + b + ": it is not a byte-level BPE");
            }
        }
        none = !found;
        dropped = !model.path("unk_token").isTextual();
        fused = model.path("fuse_unk").asBoolean();
    }

    /** @param pairs counts the tokens of a text, where an unknown byte is one and is joined to no other */
    int count(String piece, ToIntFunction<String> pairs) {
        if (none) {
            return pairs.applyAsInt(piece);
        }
        int ascii = 0;
        int other = 0;
        int runs = 0;
        boolean before = false;
        for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
            boolean now = unknown[b & 0xFF];
            ascii += now && b >= 0 ? 1 : 0;
            other += now && b < 0 ? 1 : 0;
            runs += now && !before ? 1 : 0;
            before = now;
        }
        if (dropped) {
            return pairs.applyAsInt(ascii == 0 ? piece : withoutUnknownAscii(piece)) - other;
        }
        return pairs.applyAsInt(piece) - (fused ? ascii + other - runs : 0);
    }

    private String withoutUnknownAscii(String piece) {
        return piece.codePoints()
                .filter(c -> c > '~' || !unknown[c])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
