package io.openaitriton.output;

import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.TokenLogprob.TopLogprob;
import io.openaitriton.triton.VllmLogprobs;
import io.openaitriton.triton.VllmLogprobs.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Log probabilities in OpenAI's shape. */
final class Logprobs {
    /** What OpenAI writes for minus infinity, which JSON cannot. */
    private static final double IMPOSSIBLE = -9999;

    private Logprobs() {}

    /**
     * One entry for each token.
     *
     * @param json as {@link VllmLogprobs} reads it
     * @param top how many of the likeliest tokens to include
     */
    static List<TokenLogprob> of(String json, int top) {
        List<TokenLogprob> tokens = new ArrayList<>();
        for (List<Candidate> place : VllmLogprobs.parse(json)) {
            Candidate chosen = place.get(0);
            // the chosen token is included even if it is not among the likeliest
            List<TopLogprob> likeliest = place.stream()
                    .filter(candidate -> candidate.rank() <= top)
                    .sorted(Comparator.comparingInt(Candidate::rank))
                    .map(candidate ->
                            new TopLogprob(candidate.token(), finite(candidate.logprob()), bytes(candidate.token())))
                    .toList();
            tokens.add(new TokenLogprob(chosen.token(), finite(chosen.logprob()), bytes(chosen.token()), likeliest));
        }
        return tokens;
    }

    private static double finite(double logprob) {
        return logprob >= IMPOSSIBLE ? logprob : IMPOSSIBLE;
    }

    private static List<Integer> bytes(String token) {
        if (token.indexOf('\uFFFD') >= 0) {
            return null;
        }
        List<Integer> bytes = new ArrayList<>();
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return bytes;
    }
}
