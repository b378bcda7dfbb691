package io.openaitriton.simulator;

import io.openaitriton.simulator.embedding.TextEmbeddingModel;
import io.openaitriton.simulator.embedding.TokenEmbeddingModel;
import io.openaitriton.simulator.embedding.VllmEmbeddingModel;
import io.openaitriton.simulator.generic.GenericModel;
import io.openaitriton.simulator.http.ModelRepository;
import io.openaitriton.simulator.llmapi.LlmApiModel;
import io.openaitriton.simulator.model.SimulatedModel;
import io.openaitriton.simulator.rerank.TextRerankModel;
import io.openaitriton.simulator.rerank.TokenRerankModel;
import io.openaitriton.simulator.tensorrtllm.BlsModel;
import io.openaitriton.simulator.tensorrtllm.EnsembleModel;
import io.openaitriton.simulator.vllm.VllmModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The simulated backends, by their names in settings: one line each, with its options. */
enum Backend {
    VLLM(VllmModel::new, "loras", "thinks"),
    TENSORRT_LLM(EnsembleModel::new, "loras", "old", "special", "thinks", "whole"),
    TENSORRT_LLM_BLS(BlsModel::new, "accumulate", "loras", "old", "special", "thinks", "whole"),
    TENSORRT_LLM_API(LlmApiModel::new, "loras", "metrics", "thinks", "whole"),
    EMBEDDING_TEXT(options -> new TextEmbeddingModel()),
    EMBEDDING_TOKENS(options -> new TokenEmbeddingModel(options.contains("ready")), "ready"),
    EMBEDDING_VLLM(options -> new VllmEmbeddingModel()),
    RERANK_TEXT(options -> new TextRerankModel()),
    RERANK_TOKENS(options -> new TokenRerankModel(options.contains("two")), "two"),
    GENERIC(GenericModel::new, "echo", "output", "outputs", "response", "special", "thinks", "whole");

    /** @throws IllegalArgumentException if options exclude each other */
    private final Function<Set<String>, SimulatedModel> model;

    private final Set<String> options;

    Backend(Function<Set<String>, SimulatedModel> model, String... options) {
        this.model = model;
        this.options = new TreeSet<>(List.of(options));
    }

    /**
     * The models of entries.
     *
     * @param entries each {@code name} for a model of vLLM, or {@code name=backend}
     * @throws IllegalArgumentException naming the invalid entry
     */
    static ModelRepository models(List<String> entries) {
        Map<String, SimulatedModel> models = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = (equals < 0 ? entry : entry.substring(0, equals)).trim();
            require(!name.isEmpty() && name.indexOf('/') < 0, entry, "a model is name or name=backend");
            require(!models.containsKey(name), entry, "the name is there twice");
            try {
                models.put(name, model(equals < 0 ? "vllm" : entry.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw notAModel(entry, e.getMessage());
            }
        }
        return new ModelRepository(models);
    }

    /** A model of the backend of that name, which its options may follow: {@code tensorrt-llm-bls+accumulate}. */
    private static SimulatedModel model(String text) {
        List<String> words = Arrays.asList(text.trim().split("\\+", -1));
        Set<String> options = new TreeSet<>(words.subList(1, words.size()));
        for (Backend backend : values()) {
            if (backend.text().equals(words.get(0)) && backend.options.containsAll(options)) {
                return backend.model.apply(options);
            }
        }
        throw new IllegalArgumentException("backends are "
                + Arrays.stream(values())
                        .map(backend -> backend.text()
                                + (backend.options.isEmpty()
                                        ? ""
                                        : " (options +" + String.join(", +", backend.options) + ")"))
                        .collect(Collectors.joining(", ")));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void require(boolean condition, String entry, String message) {
        if (!condition) {
            throw notAModel(entry, message);
        }
    }

    private static IllegalArgumentException notAModel(String entry, String message) {
        return new IllegalArgumentException("not a simulated model: '" + entry + "'; " + message);
    }
}
