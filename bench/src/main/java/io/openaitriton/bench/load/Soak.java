package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the gateway to half its capacity for a long time. Every third client disconnects at a random moment. The gateway's memory
 * must not grow. Arguments: the report's path, the gateway's folder, minutes, then the home of a JDK.
 */
public final class Soak {
    private static final int TOKENS = 100;
    private static final int MILLIS = 50;
    private static final int STREAMS_A_SECOND = 40;
    private static final int SAMPLES_A_MINUTE = 12;
    private static final Path GC_LOG = Path.of("bench/target/gc.log");
    private static final Pattern AFTER_GC = Pattern.compile("->(\\d+)M\\(");

    /** The resources of a process at one time. */
    private record Sample(double minute, int residentMiB, int heapMiB, int threads, int files, int tritonStreams) {}

    private final Vertx vertx;
    private final FastTriton triton;
    private final Report report;
    private final List<Sample> samples = new ArrayList<>();

    private Soak(Vertx vertx, FastTriton triton, Report report) {
        this.vertx = vertx;
        this.triton = triton;
        this.report = report;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            FastTriton triton = FastTriton.start(vertx);
            triton.pace(new FastTriton.Pace(TOKENS, MILLIS));
            Report report = new Report(Path.of(args[0]));
            String name = "gateway, JDK " + Rig.version(args[3]);
            try (Server server = Server.gateway(
                    Path.of(args[1]), args[3], name, Rig.freePort(), triton.port(), "-Xlog:gc:file=" + GC_LOG.toAbsolutePath())) {
                new Soak(vertx, triton, report).run(server, Integer.parseInt(args[2]));
            }
            report.write();
        } finally {
            vertx.close();
        }
    }

    private void run(Server server, int minutes) throws Exception {
        Wrk.Result most = Wrk.run(server, 32, 30);
        int rate = most == null ? 500 : (int) most.requestsPerSecond() / 4;
        report.note(server.target().name() + ": " + rate + " requests a second, a quarter of what it can do, and "
                + STREAMS_A_SECOND * TOKENS * MILLIS / 1000 + " streams with " + 1000 / MILLIS
                + " tokens a second each, of which every third is left.");
        double cpu = server.data().cpuSeconds();
        long start = System.nanoTime();
        try (Sampler sampler = Sampler.every(60_000 / SAMPLES_A_MINUTE, () -> take(server, start, minutes));
                StreamLoad streams = new StreamLoad(vertx, server.target())) {
            CompletableFuture<OpenLoad.Result> requests = CompletableFuture.supplyAsync(() -> {
                try {
                    return OpenLoad.run(vertx, server.target(), rate, minutes * 60);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            leaveSome(streams, minutes);
            streams.start(minutes * 60 * STREAMS_A_SECOND, STREAMS_A_SECOND);
            streams.await(60);
            report.note("Processors in use: " + Math.round(100e9 * (server.data().cpuSeconds() - cpu) / (System.nanoTime() - start))
                    + " % of one.");
            report.note("Requests that failed: " + requests.join().failed() + " of " + rate * 60 * minutes + ".");
            report.note("Streams: " + streams.whole() + " whole, " + streams.left().size() + " left by their clients, "
                    + streams.failed() + " failed.");
        }
        TimeUnit.SECONDS.sleep(10);
        write(sample(server, start));
    }

    /** A sample; in the first minute and in the last one also of what is left of the heap by a full collection, which tells a leak. */
    private void take(Server server, long start, int minutes) {
        samples.add(sample(server, start));
        if (samples.size() % SAMPLES_A_MINUTE == 0) {
            Rig.log("minute " + samples.size() / SAMPLES_A_MINUTE + " of " + minutes + ": " + samples.get(samples.size() - 1));
        }
        boolean last = samples.size() == SAMPLES_A_MINUTE * minutes - SAMPLES_A_MINUTE / 3;
        if (last || samples.size() == SAMPLES_A_MINUTE) {
            server.collectGarbage();
            Sample collected = sample(server, start);
            report.note(String.format(
                    Locale.ROOT, "Heap after a full collection, minute %.1f: %d MiB.", collected.minute(), collected.heapMiB()));
        }
    }

    private void leaveSome(StreamLoad streams, int minutes) {
        Random random = new Random(1);
        for (int id = 0; id < minutes * 60 * STREAMS_A_SECOND; id += 3) {
            int leaves = id;
            long when = 1000L * id / STREAMS_A_SECOND + 1 + random.nextInt(TOKENS * MILLIS);
            vertx.setTimer(when, now -> streams.leave(leaves));
        }
    }

    private Sample sample(Server server, long start) {
        return new Sample(
                (System.nanoTime() - start) / 60e9,
                server.data().residentMiB(),
                heapAfterGc(),
                server.data().threads(),
                server.data().files(),
                triton.open());
    }

    private static int heapAfterGc() {
        try {
            int after = 0;
            for (Matcher gc = AFTER_GC.matcher(Files.readString(GC_LOG)); gc.find(); ) {
                after = Integer.parseInt(gc.group(1));
            }
            return after;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Sample idle) {
        Plot plot = report.plot("Memory under half load", "minutes", "MiB");
        plot.line("resident", points(Sample::residentMiB));
        plot.line("heap after GC", points(Sample::heapMiB));
        Plot counts = report.plot("Threads and file handles under half load", "minutes", "count");
        counts.line("threads", points(Sample::threads));
        counts.line("file handles", points(Sample::files));
        counts.line("streams at Triton", points(Sample::tritonStreams));
        int whole = (int) samples.get(samples.size() - 1).minute();
        for (int minute = 1; minute <= whole; minute++) {
            int now = minute;
            samples.stream().filter(sample -> sample.minute() >= now).findFirst().ifPresent(sample -> row("minute " + now, sample));
        }
        row("10 s after the last", idle);
    }

    private List<double[]> points(java.util.function.ToIntFunction<Sample> value) {
        return samples.stream()
                .map(sample -> new double[] {sample.minute(), value.applyAsInt(sample)})
                .toList();
    }

    private void row(String name, Sample sample) {
        report.put(name, "resident, MiB", sample.residentMiB(), 0);
        report.put(name, "heap after GC, MiB", sample.heapMiB(), 0);
        report.put(name, "threads", sample.threads(), 0);
        report.put(name, "file handles", sample.files(), 0);
        report.put(name, "streams at Triton", sample.tritonStreams(), 0);
    }
}
