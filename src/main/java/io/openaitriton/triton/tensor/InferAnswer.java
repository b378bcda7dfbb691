package io.openaitriton.triton.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.io.IOException;
import java.util.Arrays;

/**
 * The tensor of floating-point numbers in an answer of {@code infer}: as bytes after the JSON, or within it from a server without
 * the binary extension.
 */
public final class InferAnswer {
    private static final int MAX_DIMS = 16;

    private final byte[] body;
    private final int headerLength;
    private int binaryAt;

    private InferAnswer(byte[] body, int headerLength) {
        this.body = body;
        this.headerLength = headerLength;
        this.binaryAt = headerLength;
    }

    /**
     * Reads an output in single precision.
     *
     * @param headerLength how many bytes of the body are JSON, from the header {@value InferRequest#HEADER_LENGTH}; null for all
     * @throws TritonException if there is no such output, or its sizes do not match the body
     */
    public static TensorData floats(byte[] body, String headerLength, String output) {
        InferAnswer answer = new InferAnswer(body, length(body, headerLength));
        TensorData found;
        try (JsonParser json = TensorJson.FACTORY.createParser(body, 0, answer.headerLength)) {
            found = answer.find(json, output);
        } catch (IOException e) {
            throw new TritonException(Kind.BAD_ANSWER, "the answer is not JSON", e);
        }
        if (found == null) {
            throw bad("it has no output '" + output + "'");
        }
        if (answer.binaryAt != body.length) {
            throw bad("the sizes of its tensors do not match its body");
        }
        return Floats.single(found);
    }

    private static int length(byte[] body, String header) {
        if (header == null) {
            return body.length;
        }
        try {
            int length = Integer.parseInt(header.trim());
            if (length >= 0 && length <= body.length) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new TritonException(Kind.BAD_ANSWER, "its " + InferRequest.HEADER_LENGTH + " is not a number", e);
        }
        throw bad("its " + InferRequest.HEADER_LENGTH + " is longer than its body");
    }

    private TensorData find(JsonParser json, String output) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw bad("it is not a JSON object");
        }
        TensorData found = null;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            if (key.equals("outputs") && json.currentToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    TensorData tensor = tensor(json, output);
                    found = tensor == null ? found : tensor;
                }
            } else {
                json.skipChildren();
            }
        }
        return found;
    }

    /** Reads one output; null if it is not the wanted one. */
    private TensorData tensor(JsonParser json, String wanted) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw bad("an output is not a JSON object");
        }
        String name = null;
        DataType type = DataType.OTHER;
        long[] shape = null;
        long size = -1;
        byte[] data = null;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "name" -> name = json.getText();
                case "datatype" -> type = DataType.of(json.getText());
                case "shape" -> shape = shape(json);
                case "parameters" -> size = binarySize(json);
                case "data" -> data = numbers(json, wanted.equals(name));
                default -> json.skipChildren();
            }
        }
        int at = binaryAt;
        if (size >= 0) {
            if (size > body.length - at) {
                throw bad("a tensor is longer than its body");
            }
            binaryAt = at + (int) size;
        }
        if (!wanted.equals(name)) {
            return null;
        }
        if (shape == null || !type.isFloat()) {
            throw bad("its output '" + name + "' has no shape, or is not of floating-point numbers");
        }
        long count = TensorData.count(shape);
        if (data != null) {
            require(count * Floats.BYTES == data.length, name);
            return new TensorData(name, DataType.FP32, shape, data, 0);
        }
        require(count >= 0 && count * type.size() == size, name);
        return new TensorData(name, type, shape, body, at);
    }

    private static void require(boolean fits, String name) {
        if (!fits) {
            throw bad("the shape of its output '" + name + "' does not match its data");
        }
    }

    private static long[] shape(JsonParser json) throws IOException {
        long[] shape = new long[MAX_DIMS];
        int count = 0;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw bad("a shape is not a list");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || count == MAX_DIMS) {
                throw bad("a shape is not a short list of whole numbers");
            }
            shape[count] = json.getLongValue();
            count++;
        }
        return Arrays.copyOf(shape, count);
    }

    private static long binarySize(JsonParser json) throws IOException {
        long size = -1;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return size;
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (key.equals("binary_data_size")) {
                if (value != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
                    throw bad("a binary_data_size is not a size");
                }
                size = json.getLongValue();
            } else {
                json.skipChildren();
            }
        }
        return size;
    }

    /** Numbers in JSON, also in nested lists, as bytes; null if not wanted. */
    private static byte[] numbers(JsonParser json, boolean wanted) throws IOException {
        if (!wanted || json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return null;
        }
        byte[] numbers = new byte[1024 * Floats.BYTES];
        int length = 0;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token != null && token.isNumeric()) {
                if (length == numbers.length) {
                    numbers = Arrays.copyOf(numbers, length * 2);
                }
                Floats.put(numbers, length, json.getFloatValue());
                length += Floats.BYTES;
            } else {
                throw bad("it has values that are not numbers");
            }
        }
        return Arrays.copyOf(numbers, length);
    }

    private static TritonException bad(String why) {
        return new TritonException(Kind.BAD_ANSWER, why);
    }
}
