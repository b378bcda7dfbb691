package io.openaitriton.bench.load;

import io.openaitriton.bench.Steps;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cost of a request for the vectors of 1,000 texts of 50 words: the processor time of the packaged gateway's process. Triton,
 * which answers immediately, and the client run in this process.
 */
public final class Embeddings {
    private static final int TEXTS = 1000;
    /** Enough that all is compiled. */
    private static final int WARM_UP = 500;

    private static final int ROUNDS = 100;
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern SHAPE = Pattern.compile("\"shape\":\\[(\\d+),1]");
    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+/v1)");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Numbers of a vector, texts of a call at most, and the form of the answer. */
    private record Shape(int dims, int batch, String format) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape(8, 64, "base64"),
            new Shape(8, 256, "base64"),
            new Shape(1024, 256, "base64"),
            new Shape(1024, 256, "float"));

    private Embeddings() {}

    /** The report, the folder of the packaged gateway, and the homes of JDKs. */
    public static void main(String[] arguments) throws Exception {
        Path home = withModel(Path.of(arguments[1]));
        StringBuilder table = new StringBuilder("A request has 1,000 texts of 50 words. " + ROUNDS + " requests after " + WARM_UP
                + ", one after the other. Processor time of the gateway's process, its collector and compiler included.\n");
        Steps steps = new Steps((arguments.length - 2) * SHAPES.size());
        for (String java : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            table.append("\n").append(Path.of(java).getFileName()).append("\n\n");
            table.append("| dimensions | texts a call | answer | µs of CPU a text |\n|---|---|---|---|\n");
            for (Shape shape : SHAPES) {
                steps.next(Path.of(java).getFileName() + ", vectors of " + shape.dims() + " numbers, " + shape.batch() + " texts a call, " + shape.format());
                double micros = measure(home, java, shape);
                String row = String.format(
                        Locale.ROOT,
                        "| %d | %d | `%s` | %.1f |%n",
                        shape.dims(),
                        shape.batch(),
                        shape.format(),
                        micros);
                Rig.log(row.strip());
                table.append(row);
            }
        }
        Files.writeString(Path.of(arguments[0]), table, StandardOpenOption.APPEND);
    }

    /** A copy of the packaged gateway with an embedding model. */
    private static Path withModel(Path home) throws Exception {
        Path copy = Path.of("bench/target/embeddings").toAbsolutePath();
        new ProcessBuilder("rm", "-rf", copy.toString()).inheritIO().start().waitFor();
        new ProcessBuilder("cp", "-r", home.toString(), copy.toString())
                .inheritIO()
                .start()
                .waitFor();
        Path model = Path.of("examples/embeddings/bge-m3.camel.yaml");
        Files.copy(model, copy.resolve("routes").resolve(model.getFileName()));
        return copy;
    }

    private static double measure(Path home, String java, Shape shape) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer triton = triton(shape.dims(), shape.batch(), threads);
        Path log = Path.of("bench/target/embeddings.log").toAbsolutePath();
        Process gateway = gateway(home, java, triton.getAddress().getPort(), log);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url(gateway, log) + "/embeddings"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(request(shape.format())))
                    .build();
            for (int i = 0; i < WARM_UP; i++) {
                ask(request);
            }
            long before = ticks(gateway.pid());
            for (int i = 0; i < ROUNDS; i++) {
                ask(request);
            }
            return (ticks(gateway.pid()) - before) / TICKS_A_SECOND * 1e6 / ROUNDS / TEXTS;
        } finally {
            gateway.destroy();
            gateway.waitFor();
            triton.stop(0);
            threads.shutdown();
        }
    }

    private static Process gateway(Path home, String java, int triton, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/openai-triton-gateway").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", java);
        builder.environment().put("GATEWAY_PORT", "0");
        builder.environment().put("TRITON_BGE_M3_URL", "http://127.0.0.1:" + triton);
        return builder.start();
    }

    private static String url(Process gateway, Path log) throws Exception {
        for (int i = 0; i < 600 && gateway.isAlive(); i++) {
            Matcher listens = LISTENS.matcher(Files.readString(log));
            if (listens.find()) {
                return listens.group(1);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("The gateway did not start: " + Files.readString(log));
    }

    private static String request(String format) {
        Random random = new Random(1);
        String texts = IntStream.range(0, TEXTS)
                .mapToObj(i -> "\""
                        + IntStream.range(0, 50)
                                .mapToObj(word -> "word".repeat(1 + random.nextInt(2)).substring(random.nextInt(3)))
                                .collect(Collectors.joining(" "))
                        + "\"")
                .collect(Collectors.joining(","));
        return "{\"model\":\"bge-m3\",\"encoding_format\":\"" + format + "\",\"input\":[" + texts + "]}";
    }

    private static void ask(HttpRequest request) throws Exception {
        HttpResponse<byte[]> answer = CLIENT.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** User and system time of a process, in ticks. */
    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** A model that takes texts, and has the vectors ready. */
    private static HttpServer triton(int dims, int batch, ExecutorService threads) throws IOException {
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
