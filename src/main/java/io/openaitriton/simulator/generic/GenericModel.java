package io.openaitriton.simulator.generic;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Sampling;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plain Python model: one input, {@code text_input}, and everything else in the request's {@code parameters}.
 */
public final class GenericModel implements SimulatedModel {
    private static final Set<String> NUMBERS = Set.of(
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "presence_penalty",
            "frequency_penalty",
            "repetition_penalty");
    private static final int DEFAULT_MAX_TOKENS = 256;

    private final ModelConfig config;
    private final String output;
    private final boolean echo;
    private final boolean special;
    private final boolean thinks;

    /**
     * @param options {@code whole} if it is not decoupled, {@code echo} if its answers begin with the prompt, {@code
     *     special} if its text has the special tokens, {@code thinks} if it thinks by itself, and the key that its text comes under if that is not text_output: response or output, or outputs, which stands for
     *     {@code outputs[0].data[0]}
     * @throws IllegalArgumentException if there are several keys
     */
    public GenericModel(Set<String> options) {
        Set<String> keys = new TreeSet<>(options);
        keys.removeAll(Set.of("echo", "special", "thinks", "whole"));
        require(keys.size() <= 1, "one answer has one of " + keys);
        this.output = keys.isEmpty() ? "text_output" : keys.iterator().next();
        this.echo = options.contains("echo");
        this.special = options.contains("special");
        this.thinks = options.contains("thinks");
        this.config = new ModelConfig(
                "python",
                0,
                !options.contains("whole"),
                List.of(Tensor.of("text_input", "BYTES", 1)),
                List.of(Tensor.of(output.equals("outputs") ? "text_output" : output, "BYTES", -1)),
                Map.of());
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        Sampling sampling = new Sampling();
        sampling.maxTokens = DEFAULT_MAX_TOKENS;
        sampling.keepsSpecial = special;
        sampling.thinks = thinks;
        try {
            inputs.parameters().forEach((name, value) -> set(sampling, name, value));
        } catch (IllegalArgumentException e) {
            throw TritonError.fromModel("Failed to process the request(s) for model instance '" + model
                    + "_0_0', message: ValueError: " + e.getMessage());
        }
        sampling.notes.sort(null);
        JsonNode stream = inputs.parameters().get("stream");
        boolean streams = config.decoupled() && stream != null && stream.asBoolean();
        return new ModelRequest(model, inputs, inputs.text("text_input"), streams, echo, sampling);
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        return new GenericResponses(request, answers.get(0), output);
    }

    private static void set(Sampling sampling, String name, JsonNode value) {
        if (NUMBERS.contains(name)) {
            require(value.isNumber(), name + " must be a number");
            sampling.numbers.put(name, value.doubleValue());
        } else if (name.equals("seed")) {
            require(value.isIntegralNumber(), "seed must be an integer");
            sampling.seed = value.asText();
        } else if (name.equals("stop")) {
            require(value.isTextual(), "stop must be a string");
            sampling.stop = List.of(value.textValue());
        } else if (!name.equals("stream") && !name.equals("id")) {
            sampling.notes.add(name + " ignored");
        }
        if (name.equals("max_tokens")) {
            require(value.isIntegralNumber() && value.doubleValue() > 0, "max_tokens must be a positive integer");
            sampling.maxTokens = (int) Math.min(Integer.MAX_VALUE, value.doubleValue());
        }
    }

    private static void require(boolean condition, String text) {
        if (!condition) {
            throw new IllegalArgumentException(text);
        }
    }
}
