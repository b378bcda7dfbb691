package io.openaitriton.simulator.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Sampling;
import io.openaitriton.simulator.model.SimulatedModel;
import io.openaitriton.simulator.model.TokenList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An embedding model of Triton's vLLM backend: one text or its tokens a call, as a JSON text, and its vector as another. */
public final class VllmEmbeddingModel implements SimulatedModel {
    private static final String REQUEST = "embedding_request";

    private final ModelConfig config = new ModelConfig(
            "vllm",
            0,
            true,
            inputs(),
            List.of(
                    Tensor.of("text_output", "BYTES", -1),
                    Tensor.of("num_input_tokens", "UINT32", 1),
                    Tensor.of("num_output_tokens", "UINT32", -1)),
            Map.of());

    private static List<Tensor> inputs() {
        List<Integer> one = List.of(1);
        List<Tensor> inputs = new ArrayList<>(Tensor.optional("BYTES", one, "text_input", REQUEST));
        inputs.addAll(Tensor.optional("BYTES", one, "sampling_parameters"));
        inputs.addAll(Tensor.optional("BOOL", one, "stream", "return_num_input_tokens", "return_num_output_tokens"));
        return inputs;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public String prompt(ModelInputs inputs) {
        return inputs.text(REQUEST);
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        String request = inputs.text(REQUEST);
        if (request == null) {
            throw TritonError.fromModel("The model does not support the task 'generate' (simulated)");
        }
        return new ModelRequest(model, inputs, request, false, false, new Sampling());
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        JsonNode asked = asked(request.prompt());
        JsonNode input = asked.path("input");
        double[] vector;
        int tokens;
        if (input.isTextual()) {
            vector = WordVectors.of(input.textValue());
            tokens = TokenList.count(input.textValue());
        } else if (input.isArray() && !input.isEmpty() && input.get(0).isInt()) {
            vector = WordVectors.of(input.toString());
            tokens = input.size();
        } else {
            throw TritonError.fromModel("Error generating stream: the input is neither a text nor tokens (simulated)");
        }
        int dims = asked.at("/pooling_params/dimensions/0").asInt(WordVectors.DIMS);
        if (dims > WordVectors.DIMS) {
            throw TritonError.fromModel("Error generating stream: dimensions must be at most " + WordVectors.DIMS);
        }
        return new Embedded(request, Arrays.copyOf(vector, dims), tokens);
    }

    private static JsonNode asked(String request) {
        try {
            return Json.MAPPER.readTree(request);
        } catch (JsonProcessingException e) {
            throw TritonError.fromModel("Error generating stream: Expecting value: line 1 column 1 (char 0)");
        }
    }

    /** The one response. */
    private record Embedded(ModelRequest request, double[] vector, int tokens) implements Responses {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int due(int index) {
            return 0;
        }

        @Override
        public String json(int index) {
            ResponseJson json = new ResponseJson().id(request.inputs().id()).model(request.model());
            if (request.wants("return_num_input_tokens")) {
                json.put("num_input_tokens", Integer.toString(tokens));
            }
            if (request.wants("return_num_output_tokens")) {
                json.put("num_output_tokens", "0");
            }
            return json.text("text_output", Arrays.toString(vector)).end();
        }
    }
}
