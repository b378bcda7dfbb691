package io.openaitriton.real;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Calls of a real Triton server's {@code infer}, as JSON and with its binary tensor data extension. */
final class Infer {
    /** How many bytes of a body are JSON; the tensors follow. */
    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;

    Infer(RealTriton triton) {
        this.url = triton.url();
    }

    /**
     * What came back.
     *
     * @param type the content type
     * @param json the JSON, all of the body or its beginning
     * @param tensors what follows the JSON
     */
    record Answer(int status, String type, JsonNode json, ByteBuffer tensors) {
        /** The numbers of a tensor that is in the JSON. */
        float[] data(int output) {
            JsonNode data = json.at("/outputs/" + output + "/data");
            float[] numbers = new float[data.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = data.get(i).floatValue();
            }
            return numbers;
        }

        /** The next tensor after the JSON. */
        float[] next(int output) {
            int size = json.at("/outputs/" + output + "/parameters/binary_data_size")
                    .asInt(-1);
            float[] numbers = new float[size / Float.BYTES];
            tensors.slice(tensors.position(), size)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(numbers);
            tensors.position(tensors.position() + size);
            return numbers;
        }

        String error() {
            return json.path("error").asText();
        }
    }

    /** @param json in which single quotes stand for double ones */
    Answer json(String model, String json) throws IOException {
        return send(request(model, "infer").POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /** @param json in which single quotes stand for double ones */
    Answer generate(String model, String json) throws IOException {
        return send(request(model, "generate").POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /**
     * Sends tensors behind the JSON.
     *
     * @param json in which single quotes stand for double ones
     */
    Answer binary(String model, String json, byte[]... tensors) throws IOException {
        byte[] head = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(
                head.length + Arrays.stream(tensors).mapToInt(one -> one.length).sum());
        body.put(head);
        Arrays.stream(tensors).forEach(body::put);
        return send(request(model, "infer")
                .header(HEADER_LENGTH, Integer.toString(head.length))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.array())));
    }

    private HttpRequest.Builder request(String model, String action) {
        return HttpRequest.newBuilder(URI.create(url + "/v2/models/" + model + "/" + action));
    }

    private static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            byte[] body = answer.body();
            int json = (int) answer.headers().firstValueAsLong(HEADER_LENGTH).orElse(body.length);
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(null),
                    OpenAiJson.mapper().readTree(body, 0, json),
                    ByteBuffer.wrap(body, json, body.length - json).slice());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A BYTES tensor: each string after its length in bytes. */
    static byte[] strings(String... texts) {
        byte[][] bytes = Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        ByteBuffer tensor = ByteBuffer.allocate(Arrays.stream(bytes)
                        .mapToInt(one -> Integer.BYTES + one.length)
                        .sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(bytes).forEach(one -> tensor.putInt(one.length).put(one));
        return tensor.array();
    }

    /** An INT64 tensor. */
    static byte[] longs(long... numbers) {
        ByteBuffer tensor = ByteBuffer.allocate(Long.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(tensor::putLong);
        return tensor.array();
    }

    /** The bytes of an FP32 tensor. */
    static byte[] bytes(float[] numbers) {
        ByteBuffer tensor = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        tensor.asFloatBuffer().put(numbers);
        return tensor.array();
    }

    static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** What the models of {@code src/test/triton} make of a seed; the numbers are exact. */
    static float[] vector(long seed, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) ((double) (seed * (i + 1) % (1 << 24)) / (1 << 24) - 0.5);
        }
        return numbers;
    }

    static float[] vector(String text, int size) {
        return vector(crc32(text.getBytes(StandardCharsets.UTF_8)), size);
    }
}
