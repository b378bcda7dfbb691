package io.openaitriton.triton.tensor;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A body of {@code infer} in the binary tensor data extension: JSON with the names and sizes of the tensors, followed by their
 * bytes, little-endian. Source:
 * Triton, docs/protocol/extension_binary_data.md.
 */
public final class InferRequest {
    /** Header with the number of JSON bytes in a body. */
    public static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    /** Content type of a body with tensors after its JSON. */
    public static final String CONTENT_TYPE = "application/octet-stream";

    private final List<Input> inputs = new ArrayList<>(3);
    private final List<String> outputs = new ArrayList<>(1);

    private record Input(String name, DataType type, long[] shape, byte[] bytes) {}

    /** A body, and its number of JSON bytes. */
    public record Body(byte[] bytes, int headerLength) {}

    /** Adds texts. */
    public InferRequest texts(String name, long[] shape, List<String> texts) {
        List<byte[]> encoded = new ArrayList<>(texts.size());
        int size = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            size = Math.addExact(size, Integer.BYTES + bytes.length);
            encoded.add(bytes);
        }
        ByteBuffer tensor = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] bytes : encoded) {
            tensor.putInt(bytes.length).put(bytes);
        }
        inputs.add(new Input(name, DataType.BYTES, shape, tensor.array()));
        return this;
    }

    /**
     * Adds whole numbers.
     *
     * @param type INT64 or INT32
     */
    public InferRequest numbers(String name, DataType type, long[] shape, int[] numbers) {
        ByteBuffer tensor = ByteBuffer.allocate(Math.multiplyExact(numbers.length, type.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (type == DataType.INT64) {
            for (int number : numbers) {
                tensor.putLong(number);
            }
        } else if (type == DataType.INT32) {
            for (int number : numbers) {
                tensor.putInt(number);
            }
        } else {
            throw new IllegalArgumentException("no type for ids: " + type);
        }
        inputs.add(new Input(name, type, shape, tensor.array()));
        return this;
    }

    /** Requests an output in binary form. */
    public InferRequest output(String name) {
        outputs.add(name);
        return this;
    }

    public Body body() {
        byte[] header = header();
        int size = header.length;
        for (Input input : inputs) {
            size = Math.addExact(size, input.bytes().length);
        }
        byte[] body = new byte[size];
        System.arraycopy(header, 0, body, 0, header.length);
        int at = header.length;
        for (Input input : inputs) {
            System.arraycopy(input.bytes(), 0, body, at, input.bytes().length);
            at += input.bytes().length;
        }
        return new Body(body, header.length);
    }

    private byte[] header() {
        ByteArrayOutputStream header = new ByteArrayOutputStream(256);
        try (JsonGenerator json = TensorJson.FACTORY.createGenerator(header)) {
            json.writeStartObject();
            json.writeArrayFieldStart("inputs");
            for (Input input : inputs) {
                json.writeStartObject();
                json.writeStringField("name", input.name());
                json.writeFieldName("shape");
                json.writeArray(input.shape(), 0, input.shape().length);
                json.writeStringField("datatype", input.type().name());
                json.writeObjectFieldStart("parameters");
                json.writeNumberField("binary_data_size", input.bytes().length);
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("outputs");
            for (String output : outputs) {
                json.writeStartObject();
                json.writeStringField("name", output);
                json.writeObjectFieldStart("parameters");
                json.writeBooleanField("binary_data", true);
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return header.toByteArray();
    }
}
