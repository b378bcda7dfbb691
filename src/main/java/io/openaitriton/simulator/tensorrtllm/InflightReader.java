package io.openaitriton.simulator.tensorrtllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.executor.EngineChecks;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Sampling;
import java.util.List;
import java.util.Set;

/**
 * Reads the requests of TensorRT-LLM's ensemble and BLS model.
 *
 * @param decoupled whether it may stream
 * @param loras task ids of the LoRA adapters in its cache
 * @param special whether its postprocessing leaves special tokens in the text
 * @param thinks whether the model thinks where the prompt leaves that open
 */
record InflightReader(boolean decoupled, Set<String> loras, boolean special, boolean thinks) {
    private static final List<String> INTEGERS =
            List.of("max_tokens", "min_tokens", "top_k", "num_return_sequences", "beam_width");
    private static final List<String> FLOATS = List.of(
            "temperature", "top_p", "length_penalty", "repetition_penalty", "presence_penalty", "frequency_penalty");

    /** Refused above: each costs memory. */
    private static final int MAX_SEQUENCES = 128;

    /**
     * @param options {@code whole} for a model that is not decoupled, {@code loras} for LoRA adapters with the task ids 1
     *     and 2, {@code special} for special tokens in the text, {@code thinks} for a model that thinks by itself
     */
    static InflightReader of(Set<String> options) {
        return new InflightReader(
                !options.contains("whole"),
                options.contains("loras") ? Set.of("1", "2") : Set.of(),
                options.contains("special"),
                options.contains("thinks"));
    }

    /** @throws IllegalArgumentException with the text of what the engine raises */
    ModelRequest read(String model, ModelInputs inputs) {
        boolean stream = Boolean.TRUE.equals(inputs.flag("stream"));
        if (stream && !decoupled) {
            throw new IllegalArgumentException(
                    "Streaming is only supported if model is deployed using decoupled mode.");
        }
        boolean exclude = Boolean.TRUE.equals(inputs.flag("exclude_input_in_output"));
        String prompt = inputs.text("text_input");
        return new ModelRequest(model, inputs, prompt, stream, !stream && !exclude, sampling(inputs));
    }

    private Sampling sampling(ModelInputs inputs) {
        Sampling sampling = new Sampling();
        sampling.keepsSpecial = special;
        sampling.thinks = thinks;
        numbers(inputs, sampling);
        EngineChecks.check(sampling.numbers);
        sampling.maxTokens = inputs.integer("max_tokens");
        sampling.minTokens = sampling.numbers.getOrDefault("min_tokens", 0.0).intValue();
        sampling.n = sampling.numbers.getOrDefault("n", 1.0).intValue();
        EngineChecks.require(sampling.n >= 1 && sampling.n <= MAX_SEQUENCES, "numReturnSequences > 0");
        EngineChecks.require(
                sampling.numbers.getOrDefault("beam_width", 1.0) == 1, "beamWidth <= mMaxBeamWidth (1, simulated)");
        // the engine stops behind its stop words, and leaves out only the token that ends a turn
        sampling.keepsStop = true;
        sampling.countsEnd = false;
        sampling.stop = inputs.texts("stop_words");
        sampling.note("bad_words", inputs.texts("bad_words"));
        sampling.structure = structure(inputs);
        bias(inputs, sampling);
        lora(inputs, sampling);
        if (inputs.text("image_url_input") != null) {
            sampling.notes.add("1 image");
        }
        sampling.noteIgnored(inputs);
        return sampling;
    }

    private static void numbers(ModelInputs inputs, Sampling sampling) {
        for (String name : INTEGERS) {
            Integer value =
                    inputs.integer(name.equals("min_tokens") && inputs.first(name) == null ? "min_length" : name);
            if (value != null) {
                sampling.numbers.put(name.equals("num_return_sequences") ? "n" : name, (double) value);
            }
        }
        for (String name : FLOATS) {
            if (inputs.first(name) != null) {
                sampling.numbers.put(name, inputs.first(name).doubleValue());
            }
        }
        JsonNode seed = inputs.first(inputs.first("seed") != null ? "seed" : "random_seed");
        sampling.seed = seed == null ? null : seed.bigIntegerValue().toString();
    }

    /** Guide types under the names that vLLM has for them. */
    private static JsonNode structure(ModelInputs inputs) {
        String type = inputs.text("guided_decoding_guide_type");
        String guide = inputs.text("guided_decoding_guide");
        if (type == null) {
            return null;
        }
        String name = switch (type) {
            case "json" -> "json_object";
            case "json_schema" -> "json";
            case "regex" -> "regex";
            case "ebnf_grammar" -> "grammar";
            default ->
                throw new IllegalArgumentException(
                        "guided_decoding_guide_type must be one of 'json', 'json_schema', 'regex',"
                                + " 'ebnf_grammar', not '" + type + "' (simulated)");
        };
        EngineChecks.require(type.equals("json") || guide != null, "mGuide.has_value()");
        JsonNode value = type.equals("json_schema") ? schema(guide) : JsonNodeFactory.instance.textNode(guide);
        return JsonNodeFactory.instance.objectNode().set(name, value);
    }

    private static JsonNode schema(String guide) {
        try {
            return Json.MAPPER.readTree(guide);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Failed to parse JSON schema (simulated)", e);
        }
    }

    private static void bias(ModelInputs inputs, Sampling sampling) {
        List<String> words = inputs.texts("embedding_bias_words");
        List<JsonNode> weights = inputs.tensors().getOrDefault("embedding_bias_weights", List.of());
        if (words.size() != weights.size()) {
            throw new IllegalArgumentException(
                    "embedding_bias_words and embedding_bias_weights differ in length (simulated)");
        }
        sampling.note("embedding_bias_words", words);
        if (!weights.isEmpty()) {
            sampling.notes.add("embedding_bias_weights " + weights);
        }
    }

    private void lora(ModelInputs inputs, Sampling sampling) {
        JsonNode task = inputs.first("lora_task_id");
        if (task != null) {
            if (!loras.contains(task.asText())) {
                throw new IllegalArgumentException(
                        "LoRA task " + task.asText() + " not found in cache. Please send LoRA weights with request");
            }
            sampling.notes.add("lora_task_id " + task.asText());
        }
    }
}
