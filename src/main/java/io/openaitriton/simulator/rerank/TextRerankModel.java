package io.openaitriton.simulator.rerank;

import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.model.InferOnly;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Python model that takes pairs of texts, up to 64 at a time, and gives a score between 0 and 1 for each. */
public final class TextRerankModel extends InferOnly {
    private static final int MAX_BATCH = 64;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    public TextRerankModel() {
        super(new ModelConfig(
                "python",
                MAX_BATCH,
                false,
                List.of(Tensor.of("QUERY", "BYTES", 1), Tensor.of("DOCUMENT", "BYTES", 1)),
                List.of(Tensor.of("SCORE", "FP32", 1)),
                Map.of()));
    }

    @Override
    public Map<String, InferTensor> infer(String model, Map<String, InferTensor> tensors) {
        List<String> queries = tensors.get("QUERY").texts();
        List<String> documents = tensors.get("DOCUMENT").texts();
        double[] scores = new double[queries.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Shared.share(words(queries.get(i)), words(documents.get(i)));
        }
        return Map.of("SCORE", InferTensor.numbers("FP32", scores, scores.length, 1));
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** What two sets have in common. */
    static final class Shared {
        private Shared() {}

        /** How much of the first is in the second too, from 0 to 1. */
        static <T> double share(Set<T> first, Set<T> second) {
            Set<T> both = new HashSet<>(first);
            both.retainAll(second);
            return first.isEmpty() ? 0 : (double) both.size() / first.size();
        }
    }
}
