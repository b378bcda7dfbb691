package io.openaitriton.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Triton with an embedding model that answers immediately. */
final class EmbeddingTriton {
    private static final Pattern SHAPE = Pattern.compile("\"shape\":\\[(\\d+),1]");

    private EmbeddingTriton() {}

    /** A model that takes texts, and has the vectors ready. */
    static HttpServer start(int dims, int batch, ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        String config = "{\"max_batch_size\":" + batch
                + ",\"input\":[{\"name\":\"text\",\"data_type\":\"TYPE_STRING\",\"dims\":[1]}],\"output\":[{\"name\":\"embedding\",\"data_type\":\"TYPE_FP32\",\"dims\":["
                + dims + "]}]}";
        byte[] vectors = vectors(dims, batch);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().endsWith("/infer")) {
                infer(exchange, body, dims, vectors);
            } else {
                send(exchange, config.getBytes(StandardCharsets.UTF_8), 0);
            }
        });
        server.start();
        return server;
    }

    private static byte[] vectors(int dims, int batch) {
        Random random = new Random(2);
        ByteBuffer numbers = ByteBuffer.allocate(dims * batch * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (numbers.hasRemaining()) {
            numbers.putFloat(random.nextFloat() - 0.5f);
        }
        return numbers.array();
    }

    private static void infer(HttpExchange exchange, byte[] body, int dims, byte[] vectors) throws IOException {
        int head = Integer.parseInt(exchange.getRequestHeaders().getFirst("Inference-Header-Content-Length"));
        Matcher shape = SHAPE.matcher(new String(body, 0, head, StandardCharsets.UTF_8));
        if (!shape.find()) {
            throw new IOException("no shape");
        }
        int texts = Integer.parseInt(shape.group(1));
        int size = texts * dims * Float.BYTES;
        byte[] json = ("{\"model_name\":\"bge-m3\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":["
                        + texts + "," + dims + "],\"parameters\":{\"binary_data_size\":" + size + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] answer = Arrays.copyOf(json, json.length + size);
        System.arraycopy(vectors, 0, answer, json.length, size);
        exchange.getResponseHeaders().set("Inference-Header-Content-Length", Integer.toString(json.length));
        send(exchange, answer, json.length);
    }

    private static void send(HttpExchange exchange, byte[] answer, int head) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", head == 0 ? "application/json" : "application/octet-stream");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
