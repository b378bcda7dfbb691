package io.openaitriton.simulator;

import io.openaitriton.simulator.generic.GenericShape;
import io.openaitriton.simulator.llmapi.LlmApiShape;
import io.openaitriton.simulator.model.Shape;
import io.openaitriton.simulator.tensorrtllm.BlsShape;
import io.openaitriton.simulator.tensorrtllm.EnsembleShape;
import io.openaitriton.simulator.tensorrtllm.InflightReader;
import io.openaitriton.simulator.vllm.VllmShape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The backends whose models are simulated, under the names that settings know them by. */
enum Dialect {
    VLLM("loras") {
        @Override
        Shape shape(Set<String> options) {
            return new VllmShape(options.contains("loras") ? List.of("alpha", "beta") : List.of());
        }
    },
    TENSORRT_LLM("loras", "old", "whole") {
        @Override
        Shape shape(Set<String> options) {
            return new EnsembleShape(inflight(options), options.contains("old"));
        }
    },
    TENSORRT_LLM_BLS("accumulate", "loras", "old", "whole") {
        @Override
        Shape shape(Set<String> options) {
            return new BlsShape(inflight(options), options.contains("old"), options.contains("accumulate"));
        }
    },
    TENSORRT_LLM_API("loras", "whole") {
        @Override
        Shape shape(Set<String> options) {
            return new LlmApiShape(!options.contains("whole"), options.contains("loras"));
        }
    },
    GENERIC("echo", "output", "outputs", "response", "whole") {
        @Override
        Shape shape(Set<String> options) {
            List<String> keys = options.stream()
                    .filter(option -> !option.equals("echo") && !option.equals("whole"))
                    .toList();
            if (keys.size() > 1) {
                throw new IllegalArgumentException("one answer has one of " + keys);
            }
            String output = keys.isEmpty() ? "text_output" : keys.get(0);
            return new GenericShape(output, !options.contains("whole"), options.contains("echo"));
        }
    };

    private final Set<String> options;

    Dialect(String... options) {
        this.options = new TreeSet<>(List.of(options));
    }

    /** @throws IllegalArgumentException if the options do not go together */
    abstract Shape shape(Set<String> options);

    /**
     * The shape of a dialect's name with its options, for instance {@code tensorrt-llm-bls+accumulate}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Shape parse(String text) {
        List<String> words = Arrays.asList(text.trim().split("\\+", -1));
        Set<String> options = new TreeSet<>(words.subList(1, words.size()));
        for (Dialect dialect : values()) {
            if (dialect.text().equals(words.get(0)) && dialect.options.containsAll(options)) {
                return dialect.shape(options);
            }
        }
        throw new IllegalArgumentException("dialects are "
                + Arrays.stream(values())
                        .map(dialect -> dialect.text() + " (options +" + String.join(", +", dialect.options) + ")")
                        .collect(Collectors.joining(", ")));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static InflightReader inflight(Set<String> options) {
        return new InflightReader(!options.contains("whole"), options.contains("loras") ? Set.of("1", "2") : Set.of());
    }
}
