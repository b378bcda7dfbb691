package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The model of a tokenizer, byte-level BPE: counts the tokens of a piece of text. */
final class BytePairs {
    /** Pieces come split, and are not to be split again. */
    private static final Pattern WHOLE = Pattern.compile("(?s).+");

    private static final int BYTES = 256;

    private final Encoding encoding;
    private final Map<String, Integer> exceptions;
    private final UnknownBytes unknown;

    private BytePairs(Encoding encoding, Map<String, Integer> exceptions, UnknownBytes unknown) {
        this.encoding = encoding;
        this.exceptions = exceptions;
        this.unknown = unknown;
    }

    /** @throws IllegalArgumentException saying what of it cannot be counted with */
    static BytePairs of(JsonNode model) {
        check(model);
        Map<String, Integer> vocabulary = new HashMap<>();
        model.get("vocab")
                .properties()
                .forEach(
                        token -> vocabulary.put(token.getKey(), token.getValue().asInt()));
        UnknownBytes unknown = new UnknownBytes(vocabulary, model);
        // jtokkit knows ranks of tokens, not merges. The ids are no matter for a count, so the merges' order is the
        // rank;
        // in most vocabularies the ids have the same order
        Map<byte[], Integer> ranks = new LinkedHashMap<>();
        for (int b = 0; b < BYTES; b++) {
            ranks.put(new byte[] {(byte) b}, b);
        }
        Merges merges = new Merges(vocabulary, model.get("merges"));
        boolean wholeFirst = model.path("ignore_merges").asBoolean();
        Map<String, Integer> exceptions = new HashMap<>();
        for (String token : vocabulary.keySet()) {
            byte[] bytes = ByteAlphabet.bytes(token);
            if (bytes == null || bytes.length < 2) {
                continue;
            }
            Integer rank = merges.rank(token);
            int tokens = rank == null ? 0 : merges.encodeByRank(token);
            if (rank != null) {
                ranks.put(bytes, BYTES + rank);
            }
            // jtokkit takes a piece that is a token for one, as ignore_merges means it
            boolean exception = wholeFirst ? rank == null : tokens > 1;
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean whole = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
            if (whole && exception) {
                exceptions.put(text, wholeFirst ? 1 : tokens);
            }
        }
        GptBytePairEncodingParams params = new GptBytePairEncodingParams("tokenizer", WHOLE, ranks, Map.of());
        Encoding encoding = Encodings.newLazyEncodingRegistry()
                .registerGptBytePairEncoding(params)
                .getEncoding("tokenizer")
                .orElseThrow();
        return new BytePairs(encoding, exceptions, unknown);
    }

    /** Number of tokens of a piece, as the pre-tokenizer split it. */
    int count(String piece) {
        return unknown.count(piece, this::join);
    }

    private int join(String piece) {
        Integer exception = exceptions.isEmpty() ? null : exceptions.get(piece);
        return exception != null ? exception : encoding.countTokensOrdinary(piece);
    }

    private static void check(JsonNode model) {
        if (!model.path("vocab").isObject() || !model.path("merges").isArray()) {
            throw new IllegalArgumentException("it has no model with vocab and merges");
        }
        if (model.path("dropout").asDouble() != 0) {
            throw new IllegalArgumentException("dropout is not supported");
        }
    }
}
