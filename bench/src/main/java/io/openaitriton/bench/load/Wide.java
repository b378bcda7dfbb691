package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Many streams at a time through the packaged gateway: what memory each holds, and what a chunk costs. Arguments: the report's path, the gateway's folder, how many
 * streams at most, the files that a process may open, then the homes of one or more JDKs.
 */
public final class Wide {
    /** Files of a process that are no streams. */
    private static final int OTHER_FILES = 400;

    /** What the gateway's HTTP server allows. */
    private static final int STREAMS_OF_A_CONNECTION = 100;

    /** Short streams before the measurement: the frames of code that is not compiled take twice the stack. */
    private static final int WARM_UP = 20_000;

    private static final int AT_A_TIME = 200;
    private static final int A_SECOND = 400;
    private static final int STEADY_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final FastTriton triton = FastTriton.start(vertx);
    private final Path home;
    private final Report report;

    private Wide(Path report, Path home) throws Exception {
        this.home = home;
        this.report = Report.withoutTargets(report);
    }

    public static void main(String[] args) throws Exception {
        Wide wide = new Wide(Path.of(args[0]), Path.of(args[1]));
        try {
            int wanted = Integer.parseInt(args[2]);
            int files = Integer.parseInt(args[3]);
            wide.report.note("A process may open " + files + " files here. The gateway has a connection to Triton for each stream, and over HTTP/1.1 one to the client;"
                    + " over HTTP/2 " + STREAMS_OF_A_CONNECTION + " streams share the one to the client.");
            for (String java : List.of(args).subList(4, args.length)) {
                wide.measure(java, wanted, files - OTHER_FILES);
            }
            wide.report.write();
        } finally {
            wide.vertx.close();
        }
    }

    private void measure(String java, int wanted, int files) throws Exception {
        String name = "gateway, JDK " + Rig.version(java);
        // a thread of the system each before virtual threads
        int most = Rig.version(java) >= 21 ? wanted : Math.min(wanted, 1000);
        try (Server server = Server.gateway(
                home,
                java,
                name,
                Rig.freePort(),
                triton.port(),
                "-Dgateway.max-requests=" + wanted,
                System.getProperty("gateway.options", "-Dbench=wide"))) {
            warmUp(server);
            width(server, "", Math.min(most, files / 2), StreamLoad::new);
            int connections = files / STREAMS_OF_A_CONNECTION;
            width(
                    server,
                    "HTTP/2: ",
                    Math.min(most, files - connections),
                    (vertx, target) -> StreamLoad.overHttp2(vertx, target, connections));
            fast(server);
        }
    }

    private void warmUp(Server server) throws Exception {
        Rig.log("warming up " + server.target().name());
        triton.pace(new FastTriton.Pace(50, 10));
        for (int i = 0; i < WARM_UP / AT_A_TIME; i++) {
            try (StreamLoad load = new StreamLoad(vertx, server.target())) {
                load.start(AT_A_TIME, 10 * AT_A_TIME);
                load.await(60);
            }
        }
    }

    private void width(Server server, String kind, int count, BiFunction<Vertx, Target, StreamLoad> loads)
            throws Exception {
        Rig.log(kind + count + " streams on " + server.target().name());
        String name = server.target().name();
        server.collectGarbage();
        long heap = server.heapBytes();
        int resident = server.data().residentMiB();
        int ramp = Math.max(1, count / A_SECOND);
        triton.pace(new FastTriton.Pace(ramp + STEADY_SECONDS + 20, 1000));
        try (StreamLoad load = loads.apply(vertx, server.target());
                Sampler progress = Sampler.every(5000, () -> Rig.log(String.format(
                        Locale.ROOT, "  %d of %d streams, %d MiB resident", triton.open(), count, server.data().residentMiB())))) {
            load.start(count, A_SECOND);
            for (int i = 0; load.begun() < count && i < 200; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            double cpu = server.data().cpuSeconds();
            long events = load.events();
            TimeUnit.SECONDS.sleep(STEADY_SECONDS / 2);
            double micros = 1e6 * (server.data().cpuSeconds() - cpu) / (load.events() - events);
            report.put(kind + "streams at a time", name, triton.open(), 0);
            report.put(kind + "resident then, MiB", name, server.data().residentMiB(), 0);
            report.put(kind + "resident for a stream, kB", name, 1048.576 * (server.data().residentMiB() - resident) / count, 1);
            report.put(kind + "CPU of a chunk at a token a second, us", name, micros, 1);
            server.collectGarbage();
            report.put(kind + "heap that a stream holds, kB", name, (server.heapBytes() - heap) / 1000.0 / count, 1);
            report.put(kind + "threads then", name, server.data().threads(), 0);
            report.put(kind + "file handles then", name, server.data().files(), 0);
            load.await(120);
            report.put(kind + "of these failed", name, count - load.whole(), 0);
            report.put(kind + "a chunk's way, p50, ms", name, Measurements.millis(load.eventMicros(), 50), 2);
            report.put(kind + "a chunk's way, p99, ms", name, Measurements.millis(load.eventMicros(), 99), 2);
        }
    }

    /** Streams of 100 tokens a second each, as many as two cores carry along with their load. */
    private void fast(Server server) throws Exception {
        for (int count : new int[] {20, 100}) {
            Rig.log(count + " streams of 100 tokens a second on " + server.target().name());
            triton.pace(new FastTriton.Pace(1500, 10));
            try (StreamLoad load = new StreamLoad(vertx, server.target())) {
                load.start(count, 100);
                TimeUnit.SECONDS.sleep(3);
                double cpu = server.data().cpuSeconds();
                long events = load.events();
                TimeUnit.SECONDS.sleep(8);
                double micros = 1e6 * (server.data().cpuSeconds() - cpu) / (load.events() - events);
                report.put(
                        count + " streams of 100 tokens a second: CPU of a chunk, us", server.target().name(), micros, 1);
                load.await(60);
                report.put(
                        count + " streams of 100 tokens a second: failed",
                        server.target().name(),
                        count - load.whole(),
                        0);
            }
        }
    }
}
