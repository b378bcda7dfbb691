package io.openaitriton.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads requests of infer and writes its answers: tensors as JSON, or as bytes after it (binary tensor data extension), with
 * Triton's error texts.
 */
public final class InferBody {
    private final String model;
    private final ModelConfig config;
    private final JsonNode json;
    private final ByteBuffer binary;

    /** @param headerLength how many bytes are JSON; null for all */
    public InferBody(byte[] body, String headerLength, String model, ModelConfig config) {
        this.model = model;
        this.config = config;
        int length = headerLength == null ? body.length : Integer.parseInt(headerLength);
        String syntaxError = JsonSyntax.firstError(Arrays.copyOf(body, length));
        if (syntaxError != null) {
            throw TritonError.beforeModel(500, "failed to parse the request JSON buffer: " + syntaxError);
        }
        try {
            this.json = Json.MAPPER.readTree(body, 0, length);
        } catch (IOException e) {
            throw TritonError.beforeModel(500, "failed to parse the request JSON buffer: " + e.getMessage());
        }
        this.binary =
                ByteBuffer.wrap(body, length, body.length - length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The inputs by their names. */
    public Map<String, InferTensor> inputs() {
        Map<String, InferTensor> inputs = new LinkedHashMap<>();
        for (JsonNode input : json.path("inputs")) {
            String name = input.path("name").asText();
            Tensor declared = config.input(name);
            if (declared == null) {
                throw invalid("unexpected inference input '" + name + "' for model '" + model + "'");
            }
            if (!declared.datatype().equals(input.path("datatype").asText())) {
                throw invalid("inference input '" + name + "' data-type is '"
                        + input.path("datatype").asText() + "', but model '" + model + "' expects '"
                        + declared.datatype() + "'");
            }
            inputs.put(name, input(declared, input));
        }
        for (Tensor tensor : config.inputs()) {
            if (!tensor.optional() && !inputs.containsKey(tensor.name())) {
                throw invalid("expected number of inputs between 1 and "
                        + config.inputs().size() + " but got " + inputs.size() + " inputs for model '" + model
                        + "'. Missing " + tensor.name());
            }
        }
        return inputs;
    }

    private InferTensor input(Tensor declared, JsonNode input) {
        long[] shape = new long[input.path("shape").size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = input.path("shape").get(i).asLong();
            count *= shape[i];
        }
        requireShape(declared, shape);
        int size = input.at("/parameters/binary_data_size").asInt(-1);
        if (declared.datatype().equals("BYTES")) {
            List<String> texts = size >= 0 ? texts(size) : texts(input.path("data"));
            if (texts.size() != count) {
                throw invalid("expected " + count + " string elements for inference input '" + declared.name()
                        + "' for model '" + model + "', got " + texts.size());
            }
            return new InferTensor("BYTES", shape, texts, null);
        }
        double[] numbers = size >= 0 ? numbers(declared.datatype(), size) : numbers(input.path("data"));
        if (numbers.length != count) {
            throw invalid("input byte size mismatch for input '" + declared.name() + "' for model '" + model
                    + "'. Expected " + count + " elements, got " + numbers.length);
        }
        return InferTensor.numbers(declared.datatype(), numbers, shape);
    }

    private void requireShape(Tensor declared, long[] shape) {
        int batch = config.isBatching() ? 1 : 0;
        boolean fits = shape.length == declared.dims().size() + batch;
        for (int i = batch; fits && i < shape.length; i++) {
            int dim = declared.dims().get(i - batch);
            fits = dim < 0 || dim == shape[i];
        }
        if (!fits) {
            throw invalid("unexpected shape for input '" + declared.name() + "' for model '" + model + "'. Expected "
                    + declared.dims() + ", got " + Arrays.toString(shape));
        }
        if (config.isBatching() && shape[0] > config.maxBatchSize()) {
            throw invalid("inference request batch-size must be <= " + config.maxBatchSize() + " for '" + model + "'");
        }
    }

    private List<String> texts(int size) {
        List<String> texts = new ArrayList<>();
        ByteBuffer bytes = next(size);
        while (bytes.hasRemaining()) {
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static List<String> texts(JsonNode data) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : data) {
            if (text.isArray()) {
                texts.addAll(texts(text));
            } else if (text.isTextual()) {
                texts.add(text.textValue());
            } else {
                throw TritonError.beforeModel(
                        500, "Unable to parse JSON bytes array: attempt to access JSON non-string as string");
            }
        }
        return texts;
    }

    private double[] numbers(String datatype, int size) {
        ByteBuffer bytes = next(size);
        boolean wide = datatype.equals("INT64");
        double[] numbers = new double[size / (wide ? Long.BYTES : Integer.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = wide ? bytes.getLong() : datatype.equals("FP32") ? bytes.getFloat() : bytes.getInt();
        }
        return numbers;
    }

    private static double[] numbers(JsonNode data) {
        List<Double> numbers = new ArrayList<>();
        data.forEach(number -> {
            if (number.isArray()) {
                Arrays.stream(numbers(number)).forEach(numbers::add);
            } else {
                numbers.add(number.asDouble());
            }
        });
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private ByteBuffer next(int size) {
        if (size > binary.remaining()) {
            throw invalid("unexpected size of the binary data");
        }
        ByteBuffer part = binary.slice(binary.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        binary.position(binary.position() + size);
        return part;
    }

    private TritonError invalid(String text) {
        return TritonError.beforeModel(400, "[request id: <id_unknown>] " + text);
    }

    /** An answer; {@code headerLength} is that of its JSON, null without tensors behind it. */
    public record Answer(byte[] bytes, Integer headerLength) {}

    /** The answer with the outputs that are asked for, of FP32 each. */
    public Answer answer(Map<String, InferTensor> outputs) {
        boolean all = json.at("/parameters/binary_data_output").asBoolean();
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        for (JsonNode output : json.path("outputs")) {
            wanted.put(
                    output.path("name").asText(),
                    output.at("/parameters/binary_data").asBoolean(all));
        }
        StringBuilder head = new StringBuilder("{\"model_name\":" + ResponseJson.quote(model))
                .append(",\"model_version\":\"1\",\"outputs\":[");
        ByteArrayOutputStream tensors = new ByteArrayOutputStream();
        boolean binaries = false;
        String separator = "";
        for (Map.Entry<String, InferTensor> output : outputs.entrySet()) {
            if (!wanted.isEmpty() && !wanted.containsKey(output.getKey())) {
                continue;
            }
            boolean asBinary = wanted.getOrDefault(output.getKey(), all);
            binaries |= asBinary;
            head.append(separator).append(output(output.getKey(), output.getValue(), asBinary, tensors));
            separator = ",";
        }
        byte[] json = head.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        if (!binaries) {
            return new Answer(json, null);
        }
        byte[] body = Arrays.copyOf(json, json.length + tensors.size());
        System.arraycopy(tensors.toByteArray(), 0, body, json.length, tensors.size());
        return new Answer(body, json.length);
    }

    private static String output(String name, InferTensor tensor, boolean asBinary, ByteArrayOutputStream tensors) {
        String json = "{\"name\":" + ResponseJson.quote(name) + ",\"datatype\":\"FP32\",\"shape\":"
                + Arrays.toString(tensor.shape()).replace(" ", "");
        if (!asBinary) {
            StringBuilder data = new StringBuilder(",\"data\":[");
            for (int i = 0; i < tensor.numbers().length; i++) {
                // as a double, which Triton prints
                data.append(i == 0 ? "" : ",").append((double) (float) tensor.numbers()[i]);
            }
            return json + data + "]}";
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(tensor.numbers().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : tensor.numbers()) {
            bytes.putFloat((float) number);
        }
        tensors.writeBytes(bytes.array());
        return json + ",\"parameters\":{\"binary_data_size\":" + bytes.capacity() + "}}";
    }
}
