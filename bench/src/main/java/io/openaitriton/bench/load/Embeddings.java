package io.openaitriton.bench.load;

import io.openaitriton.bench.Steps;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
    private static final long ROUND_SECONDS = 5;
    /** The JIT is done when rounds cost no less any more. */
    private static final int MOST_ROUNDS = 30;

    private static final int SAME_ROUNDS = 3;
    private static final double LESS = 0.97;
    /** Rounds that are measured. */
    private static final int MEASURED = 2;

    private static final double TICKS_A_SECOND = 100;
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

    /** The report, the folder of the packaged gateway, and the homes of JDKs. The property {@code shapes} has the first and last row that is measured. */
    public static void main(String[] arguments) throws Exception {
        // else the backend waits 40 ms with each answer for the gateway's acknowledgement of its head
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path home = withModel(Path.of(arguments[1]));
        String[] shapes = System.getProperty("shapes", "1-" + SHAPES.size()).split("-");
        Path report = Path.of(arguments[0]);
        int rows = Integer.parseInt(shapes[1]) - Integer.parseInt(shapes[0]) + 1;
        Steps steps = new Steps((arguments.length - 2) * rows);
        for (String java : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            StringBuilder table = new StringBuilder();
            if (shapes[0].equals("1")) {
                table.append("\n").append(Path.of(java).getFileName()).append("\n\n");
                table.append("| dimensions | texts a call | answer | requests before | µs of CPU a text |\n|---|---|---|---|---|\n");
            }
            for (Shape shape : SHAPES.subList(Integer.parseInt(shapes[0]) - 1, Integer.parseInt(shapes[1]))) {
                steps.next(Path.of(java).getFileName() + ", vectors of " + shape.dims() + " numbers, " + shape.batch() + " texts a call, " + shape.format());
                String row = measure(home, java, shape);
                Rig.log(row.strip());
                table.append(row);
            }
            Files.writeString(report, table, StandardOpenOption.APPEND);
        }
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

    private static String measure(Path home, String java, Shape shape) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer triton = EmbeddingTriton.start(shape.dims(), shape.batch(), threads);
        Path log = Path.of("bench/target/embeddings.log").toAbsolutePath();
        Process gateway = gateway(home, java, triton.getAddress().getPort(), log);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url(gateway, log) + "/embeddings"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(request(shape.format())))
                    .build();
            int before = warmUp(gateway, request);
            Round measured = round(gateway, request, MEASURED * ROUND_SECONDS);
            return String.format(
                    Locale.ROOT,
                    "| %d | %d | `%s` | %d | %.1f |%n",
                    shape.dims(),
                    shape.batch(),
                    shape.format(),
                    before,
                    measured.micros());
        } finally {
            gateway.destroy();
            gateway.waitFor();
            triton.stop(0);
            threads.shutdown();
        }
    }

    /** Until requests cost no less any more; returns how many it took. */
    private static int warmUp(Process gateway, HttpRequest request) throws Exception {
        int requests = 0;
        double least = Double.MAX_VALUE;
        int same = 0;
        for (int i = 0; i < MOST_ROUNDS && same < SAME_ROUNDS; i++) {
            Round round = round(gateway, request, ROUND_SECONDS);
            requests += round.requests();
            same = round.micros() < LESS * least ? 0 : same + 1;
            least = Math.min(least, round.micros());
            Rig.log(String.format(Locale.ROOT, "  %.1f us a text", round.micros()));
        }
        return requests;
    }

    /** Requests one after the other, and the processor's time of a text. */
    private record Round(int requests, double micros) {}

    private static Round round(Process gateway, HttpRequest request, long seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long before = ticks(gateway.pid());
        int requests = 0;
        while (System.nanoTime() < end) {
            ask(request);
            requests++;
        }
        double cpuSeconds = (ticks(gateway.pid()) - before) / TICKS_A_SECOND;
        return new Round(requests, cpuSeconds * 1e6 / requests / TEXTS);
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
}
